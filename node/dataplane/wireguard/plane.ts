import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import type { Logger } from "../../../runtime/logger.ts";
import { Nft } from "../../../runtime/nft.ts";
import { runProgram } from "../../../runtime/program.ts";
import type { WireguardDevice } from "../../../runtime/wireguard/device.ts";
import { newWireguardKeys, type WireguardKeys } from "../../../runtime/wireguard/keys.ts";
import { openWireguard, removeInterface } from "../../../runtime/wireguard/open.ts";
import { NodeError } from "../../errors.ts";
import type { Gate } from "../gate.ts";
import type { Entrance, ExitRules, TunnelPlane, TunnelSeat } from "../port.ts";
import { AddressPool, tunnelNetworks } from "./addresses.ts";
import { openEntrance } from "./entrance.ts";
import { type LimitChange, TunnelKernel } from "./kernel.ts";
import {
  account,
  applyChange,
  hasAmpleRoom,
  isNearLimit,
  limitChange,
  type Metered,
  newMetered,
  pauseAfter,
} from "./metering.ts";
import type { TunnelNetwork } from "./ruleset.ts";

export interface WireguardPlaneOptions {
  readonly interfaceName: string;
  /** UDP port on this host. */
  readonly listenPort: number;
  /** Address of the DNS resolver that clients' questions are passed on to. */
  readonly resolver: string;
  readonly rules: ExitRules;
  readonly logger: Logger;
}

/** WireGuard's own over an Ethernet path of 1500: 80 bytes around IPv6 at most. */
const mtu = 1_420;
/** The first reading after a client was seated; while nothing passes, the kernel is read ever less often, down to twice a second. */
const firstMilliseconds = 20;
const idleMilliseconds = 500;
const restartMilliseconds = 1_000;

interface Client extends Metered {
  readonly publicKey: string;
}

/** Tells whoever runs the node what is missing, before anything is changed. Codes: `FORWARDING_OFF`, `RESOLVER_INVALID`. */
async function requireHost(resolver: string): Promise<void> {
  if (isIP(resolver) === 0)
    throw new NodeError(
      "RESOLVER_INVALID",
      `"${resolver}" is no address of a DNS resolver; mend wireguard.resolver in node.json`,
    );
  for (const [path, setting] of [
    ["/proc/sys/net/ipv4/ip_forward", "net.ipv4.ip_forward"],
    ["/proc/sys/net/ipv6/conf/all/forwarding", "net.ipv6.conf.all.forwarding"],
  ] as const) {
    const value = await readFile(path, "utf8").catch(() => "0");
    if (value.trim() === "0")
      throw new NodeError("FORWARDING_OFF", `this host forwards no packets; run: sysctl -w ${setting}=1`, { setting });
  }
}

/** The exit's WireGuard transport: addresses, rules and counts are the kernel's; this only moves each client's limit as it pays. */
class WireguardPlane implements TunnelPlane {
  readonly transport = "wireguard";
  readonly offer: { readonly publicKey: string; readonly port: number };
  readonly #options: WireguardPlaneOptions;
  readonly #keys: WireguardKeys;
  readonly #kernel: TunnelKernel;
  readonly #pool = new AddressPool();
  readonly #clients = new Map<string, Client>();
  readonly #entrances = new WeakMap<Gate, Entrance>();
  #device: WireguardDevice;
  #timer: NodeJS.Timeout | undefined;
  #pause = idleMilliseconds;
  #readAt = 0;
  #reading: Promise<void> | undefined;
  #restarting: Promise<void> | undefined;
  #closed = false;

  constructor(
    options: WireguardPlaneOptions,
    keys: WireguardKeys,
    kernel: TunnelKernel,
    device: WireguardDevice,
    publicPort: number,
  ) {
    this.#options = options;
    this.#keys = keys;
    this.#kernel = kernel;
    this.#device = device;
    this.offer = { publicKey: keys.publicKey, port: publicPort };
    this.#watch(device);
  }

  openTunnels(): number {
    return this.#clients.size;
  }

  async seat(gate: Gate, publicKey: string): Promise<TunnelSeat> {
    if (this.#clients.has(publicKey) || publicKey === this.#keys.publicKey)
      throw new NodeError(
        "WIREGUARD_KEY_IN_USE",
        "this WireGuard key has a tunnel here already; make a new one for each session",
      );
    const addresses = this.#pool.take();
    const client: Client = { ...newMetered(addresses, gate, gate.lease()), publicKey };
    this.#clients.set(publicKey, client);
    try {
      await this.#kernel.add(addresses, client.limit);
      await this.#device.configure({ peers: [peerOf(client)] });
    } catch (error) {
      // Not waited for: whoever asked is answered, also when WireGuard is not.
      this.#leave(client);
      throw error;
    }
    this.#entrances.set(gate, openEntrance(client, this.#options.listenPort));
    gate.whenClosed(() => this.#leave(client));
    // A payment is followed at once where it is waited for.
    gate.onGrant(() => {
      if (!hasAmpleRoom(client)) this.#soon(0);
    });
    this.#soon(firstMilliseconds);
    return {
      terms: {
        address4: addresses.address4,
        address6: addresses.address6,
        dns: [isIP(this.#options.resolver) === 4 ? tunnelNetworks.gateway4 : tunnelNetworks.gateway6],
        mtu,
      },
      read: () => this.read(),
    };
  }

  entrance(gate: Gate): Entrance | undefined {
    return gate.isClosed ? undefined : this.#entrances.get(gate);
  }

  /** Reads the kernel's counts, tells the gates, and moves the limits that have to move. One at a time. */
  read(): Promise<void> {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#reading?.catch(() => undefined);
    await this.#restarting;
    await this.#device.close();
    await this.#kernel.uninstall();
  }

  async #readOnce(): Promise<void> {
    const counts = await this.#kernel.counts([...this.#clients.values()].some(isNearLimit));
    const now = performance.now();
    const elapsed = now - this.#readAt;
    this.#readAt = now;
    const moved: { readonly client: Client; readonly fresh: number }[] = [];
    const changes: { readonly client: Client; readonly change: LimitChange }[] = [];
    for (const client of this.#clients.values()) {
      const fresh = account(client, counts);
      const change = limitChange(client, counts, fresh > 0);
      if (change !== undefined) changes.push({ client, change });
      if (fresh > 0) moved.push({ client, fresh });
    }
    // Noted when it is queued, so that whatever is queued after it (a client that leaves) speaks of what will be there.
    const undo = changes.map(({ client, change }) => applyChange(client, change));
    await this.#kernel.changeLimits(changes.map(({ change }) => change)).catch((error: unknown) => {
      for (const step of undo) step();
      throw error;
    });
    const pauses = moved.map(({ client, fresh }) => pauseAfter(client, fresh, elapsed));
    this.#pause = pauses.reduce((least, pause) => Math.min(least, pause), Math.min(idleMilliseconds, this.#pause * 2));
  }

  #soon(milliseconds: number): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.read()
        .catch((error: unknown) => this.#options.logger.warn({ error }, "the tunnel's counts could not be read"))
        .finally(() => {
          if (this.#clients.size > 0) this.#soon(this.#pause);
        });
    }, milliseconds);
  }

  async #unseat(client: Client): Promise<void> {
    if (this.#clients.get(client.publicKey) !== client) return;
    this.#clients.delete(client.publicKey);
    if (this.#closed) return;
    try {
      // First, because it waits for nobody's process; without the credit nothing passes, whatever WireGuard still knows.
      await this.#kernel.remove(client.addresses, client.turn);
      this.#pool.giveBack(client.addresses);
    } finally {
      await this.#device.configure({ remove: [client.publicKey] });
    }
  }

  #leave(client: Client): void {
    this.#unseat(client).catch((error: unknown) =>
      this.#options.logger.warn({ error }, "a client's tunnel could not be removed in full"),
    );
  }

  /** A process that died is started again with the clients that are seated; their keys, and so their sessions, live on. */
  #watch(device: WireguardDevice): void {
    device.onLost(() => {
      if (this.#closed) return;
      this.#options.logger.warn({}, "WireGuard's process ended; it is started again");
      this.#restart();
    });
  }

  #restart(): void {
    if (this.#closed) return;
    this.#restarting = this.#reopen().catch((error: unknown) => {
      this.#options.logger.error({ error }, "WireGuard could not be started again");
      setTimeout(() => this.#restart(), restartMilliseconds).unref();
    });
  }

  async #reopen(): Promise<void> {
    const device = await openDevice(this.#options, this.#keys);
    try {
      await device.configure({ peers: [...this.#clients.values()].map(peerOf) });
    } catch (error) {
      // Nobody watches it yet, and the next attempt makes its own.
      await device.close();
      throw error;
    }
    this.#device = device;
    this.#watch(device);
  }
}

const peerOf = ({ publicKey, addresses }: Client) => ({
  publicKey,
  allowedIps: [`${addresses.address4}/32`, `${addresses.address6}/128`],
});

/** An interface with its key, port, addresses and routes. */
async function openDevice(options: WireguardPlaneOptions, keys: WireguardKeys): Promise<WireguardDevice> {
  const { interfaceName } = options;
  const device = await openWireguard(interfaceName);
  try {
    await device.configure({ privateKey: keys.privateKey, listenPort: options.listenPort });
    const prefix4 = tunnelNetworks.network4.split("/")[1];
    const prefix6 = tunnelNetworks.network6.split("/")[1];
    await runProgram(
      "ip",
      ["-batch", "-"],
      `address add ${tunnelNetworks.gateway4}/${prefix4} dev ${interfaceName}
address add ${tunnelNetworks.gateway6}/${prefix6} dev ${interfaceName} nodad
link set dev ${interfaceName} mtu ${mtu} up
`,
    );
    await device.widen();
    return device;
  } catch (error) {
    await device.close();
    throw error;
  }
}

/**
 * Opens the exit's WireGuard transport. The rules stand before the interface does, so no packet ever passes without them; what a crash left behind is
 * replaced. The key lives as long as this process. Codes: `FORWARDING_OFF`, `RESOLVER_INVALID`, `PROGRAM_MISSING`, `PROGRAM_FAILED`, `FIREWALL_REFUSED`,
 * `WIREGUARD_REFUSED`.
 */
export async function openWireguardPlane(options: WireguardPlaneOptions, publicPort: number): Promise<TunnelPlane> {
  await requireHost(options.resolver);
  const { interfaceName, listenPort, resolver } = options;
  const { network4, network6, gateway4, gateway6 } = tunnelNetworks;
  const dnsAddress = isIP(resolver) === 4 ? gateway4 : gateway6;
  const network: TunnelNetwork = { interfaceName, listenPort, network4, network6, dnsAddress, resolver };
  await removeInterface(interfaceName);
  const kernel = new TunnelKernel(new Nft(), interfaceName);
  await kernel.install(network, options.rules);
  try {
    const keys = newWireguardKeys();
    return new WireguardPlane(options, keys, kernel, await openDevice(options, keys), publicPort);
  } catch (error) {
    await kernel.uninstall();
    throw error;
  }
}
