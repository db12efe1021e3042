import { RuntimeError } from "../../../runtime/errors.ts";
import type { Logger } from "../../../runtime/logger.ts";
import { Nft } from "../../../runtime/nft.ts";
import type { WireguardDevice } from "../../../runtime/wireguard/device.ts";
import { newWireguardKeys, type WireguardKeys } from "../../../runtime/wireguard/keys.ts";
import { removeInterface } from "../../../runtime/wireguard/open.ts";
import { NodeError } from "../../errors.ts";
import type { Gate } from "../gate.ts";
import type { Entrance, ExitRules, TunnelPlane, TunnelSeat } from "../port.ts";
import { AddressPool } from "./addresses.ts";
import { openEntrance } from "./entrance.ts";
import { mtu, networkOf, openDevice, requireHost } from "./host.ts";
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

export interface WireguardPlaneOptions {
  readonly interfaceName: string;
  /** UDP port on this host. */
  readonly listenPort: number;
  /** Address of the DNS resolver that clients' questions are passed on to. */
  readonly resolver: string;
  readonly rules: ExitRules;
  readonly logger: Logger;
}

/** The first reading after a client was seated; while nothing passes, the kernel is read ever less often, down to twice a second. */
const firstMilliseconds = 20;
const idleMilliseconds = 500;
const restartMilliseconds = 1_000;

interface Client extends Metered {
  readonly publicKey: string;
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
  /** One attempt after the other to have an interface again. */
  #restarting: Promise<void> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;
  /** Whether there is an interface, and whether the rules stand as far as we know: without them it is taken down. */
  #isOpen = true;
  #isRuled = true;
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
      await this.#kernel.add(addresses, client.limit).catch(async () => {
        // Nobody looks at the rules while nobody is seated; reading finds out that they are gone, and writes them anew.
        await this.read();
        await this.#kernel.add(addresses, client.limit);
      });
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
        dns: [networkOf(this.#options).dnsAddress],
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
    if (!this.#isRuled) return;
    const withQuotas = [...this.#clients.values()].some(isNearLimit);
    const counts = await this.#kernel.counts(withQuotas).catch((error: unknown) => this.#writeAnew(error));
    if (counts === undefined) return;
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

  /**
   * Another program took the rules away (`nft flush ruleset`). They are written anew, and everybody begins at zero with what the gate still leases: what passed
   * since the last reading nobody counted. Where that fails, no packet may pass either.
   */
  async #writeAnew(cause: unknown): Promise<void> {
    if (!(cause instanceof RuntimeError && cause.code === "FIREWALL_REFUSED")) throw cause;
    const { logger } = this.#options;
    logger.warn({ error: cause }, "the tunnel's firewall rules are gone; they are written anew");
    try {
      await this.#install();
    } catch (error) {
      logger.error({ error }, "the tunnel's firewall rules cannot be written; WireGuard is closed until they can");
      this.#isRuled = false;
      await this.#restarting;
      this.#isOpen = false;
      await this.#device.close();
      this.#restart();
    }
  }

  #install(): Promise<void> {
    for (const client of this.#clients.values())
      Object.assign(client, newMetered(client.addresses, client.gate, client.gate.lease()));
    return this.#kernel.install(networkOf(this.#options), this.#options.rules, [...this.#clients.values()]);
  }

  /** A process that died is started again with the clients that are seated; their keys, and so their sessions, live on. */
  #watch(device: WireguardDevice): void {
    device.onLost(() => {
      if (this.#closed) return;
      this.#options.logger.warn({}, "WireGuard's process ended; it is started again");
      this.#isOpen = false;
      this.#restart();
    });
  }

  #restart(): void {
    clearTimeout(this.#retry);
    this.#restarting = this.#restarting
      .then(() => this.#reopen())
      .catch((error: unknown) => {
        this.#options.logger.error({ error }, "WireGuard could not be started again");
        this.#retry = setTimeout(() => this.#restart(), restartMilliseconds);
        this.#retry.unref();
      });
  }

  async #reopen(): Promise<void> {
    if (this.#closed || this.#isOpen) return;
    if (!this.#isRuled) await this.#install();
    this.#isRuled = true;
    const device = await openDevice(this.#options, this.#keys);
    try {
      await device.configure({ peers: [...this.#clients.values()].map(peerOf) });
    } catch (error) {
      // Nobody watches it yet, and the next attempt makes its own.
      await device.close();
      throw error;
    }
    this.#device = device;
    this.#isOpen = true;
    this.#watch(device);
  }
}

const peerOf = ({ publicKey, addresses }: Client) => ({
  publicKey,
  allowedIps: [`${addresses.address4}/32`, `${addresses.address6}/128`],
});

/**
 * Opens the exit's WireGuard transport. The rules stand before the interface does, so no packet ever passes without them; what a crash left behind is
 * replaced. The key lives as long as this process. Codes: `FORWARDING_OFF`, `RESOLVER_INVALID`, `PROGRAM_MISSING`, `PROGRAM_FAILED`, `FIREWALL_REFUSED`,
 * `WIREGUARD_REFUSED`.
 */
export async function openWireguardPlane(options: WireguardPlaneOptions, publicPort: number): Promise<TunnelPlane> {
  await requireHost(options.resolver);
  const { interfaceName, rules } = options;
  await removeInterface(interfaceName);
  const kernel = new TunnelKernel(new Nft(), interfaceName);
  await kernel.install(networkOf(options), rules);
  try {
    const keys = newWireguardKeys();
    return new WireguardPlane(options, keys, kernel, await openDevice(options, keys), publicPort);
  } catch (error) {
    await kernel.uninstall();
    throw error;
  }
}
