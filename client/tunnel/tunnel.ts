import { isIP } from "node:net";
import { runProgram } from "../../runtime/program.ts";
import type { WireguardDevice } from "../../runtime/wireguard/device.ts";
import { openWireguard } from "../../runtime/wireguard/open.ts";
import { ClientError } from "../errors.ts";
import type { SessionTunnel } from "../openSession.ts";
import type { PaidSession } from "../session.ts";
import { type DirectEndpoint, disconnected, type Guard, type GuardEvent, type GuardState, guardStep } from "./guard.ts";
import { renderGuard, tunnelMark } from "./guardRules.ts";
import { InterfaceMeter } from "./interfaceMeter.ts";
import { readResolver, setResolver } from "./resolver.ts";
import { installRoutes } from "./routes.ts";
import { keepTraces, readTraces, removeTraces, type Traces } from "./traces.ts";

export interface TunnelOptions {
  readonly interfaceName: string;
  /** Chain and indexers. */
  readonly control: readonly DirectEndpoint[];
  readonly lan: boolean;
  /** Resolvers to use instead of the exit's; they are reached through the tunnel. */
  readonly dns: readonly string[];
  readonly resolverFile: string;
  /** Where what is changed is written down. */
  readonly tracesPath: string;
  readonly onState: (state: GuardState) => void;
  /** The tunnel of this session does not work: another node is needed. */
  readonly onDead: (session: PaidSession, reason: string) => void;
}

const meterMilliseconds = 100;
const handshakeMilliseconds = 8_000;
const handshakeLookMilliseconds = 50;
/** Keeps the way back open through a home router. */
const keepaliveSeconds = 25;

/** The whole-machine tunnel: the kill switch first, then interface, routes and names. Steps are done one after the other. */
export class Tunnel {
  readonly #options: TunnelOptions;
  readonly #meter: InterfaceMeter;
  #guard: Guard = disconnected;
  #device: WireguardDevice | undefined;
  #session: PaidSession | undefined;
  #peer: string | undefined;
  #traces: Traces | undefined;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: TunnelOptions) {
    this.#options = options;
    this.#meter = new InterfaceMeter(options.interfaceName);
  }

  get state(): GuardState {
    return this.#guard.state;
  }

  /** From here on nothing leaves in clear. What an earlier tunnel left behind is taken over. Codes: `PROGRAM_MISSING`, `PROGRAM_FAILED`. */
  arm(): Promise<void> {
    const { interfaceName, resolverFile, tracesPath, control, lan } = this.#options;
    return this.#inTurn(async () => {
      const earlier = await readTraces(tracesPath);
      const resolverBefore = (await readResolver(resolverFile)) ?? earlier?.resolverBefore ?? "";
      this.#traces = { interfaceName, resolverFile, resolverBefore };
      await keepTraces(tracesPath, this.#traces);
      await this.#step({ type: "connect", control, lan });
    });
  }

  /** Lets us speak to a node's control port. Code: `TUNNEL_ENDPOINT_NAMED`. */
  beforeDial(endpoint: { readonly host: string; readonly port: number }): Promise<void> {
    const { host, port } = endpoint;
    if (isIP(host) === 0)
      throw new ClientError(
        "TUNNEL_ENDPOINT_NAMED",
        "this node names its host instead of giving its address, and no name may be asked outside the tunnel; choose another node",
      );
    return this.#inTurn(async () => {
      await this.#step({ type: "dial", node: { address: host, port, protocol: "tcp" } });
      if (this.#device !== undefined) await this.#route([]);
    });
  }

  /** Joins the interface to a session, and resolves when WireGuard has shaken hands. Codes: `NODE_UNREACHABLE`, those of the system's programs. */
  opened(session: PaidSession): Promise<void> {
    const { tunnel } = session;
    if (tunnel === undefined) throw new Error("a session of another transport has no interface");
    return this.#inTurn(async () => {
      const { address4, address6 } = tunnel.terms;
      const exit: DirectEndpoint = { address: tunnel.endpoint.host, port: tunnel.endpoint.port, protocol: "udp" };
      this.#session = session;
      await this.#raise(tunnel);
      await this.#step({ type: "opened", exit, inside: [address4, address6] });
      session.readMeter = () => this.#meter.read(session);
      clearInterval(this.#timer);
      this.#timer = setInterval(() => this.#meter.read(session), meterMilliseconds);
      await this.#shaken(session);
    });
  }

  lost(final: boolean): Promise<void> {
    clearInterval(this.#timer);
    this.#session = undefined;
    return this.#inTurn(() => this.#step({ type: final ? "refused" : "lost" }));
  }

  /** Ends the tunnel but keeps the machine closed: `unblock` opens it. */
  block(): Promise<void> {
    clearInterval(this.#timer);
    this.#session = undefined;
    return this.#inTurn(async () => {
      await this.#step({ type: "refused" });
      await this.#device?.close();
      this.#device = undefined;
    });
  }

  /** Nothing of ours remains, and the machine speaks in clear again. */
  disconnect(): Promise<void> {
    clearInterval(this.#timer);
    this.#session = undefined;
    return this.#inTurn(async () => {
      await this.#step({ type: "disconnect" });
      await this.#device?.close();
      this.#device = undefined;
      if (this.#traces !== undefined) await removeTraces(this.#options.tracesPath, this.#traces);
      this.#guard = guardStep(this.#guard, { type: "done" }).guard;
      this.#options.onState(this.#guard.state);
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #step(event: GuardEvent): Promise<void> {
    const before = this.#guard.state;
    const { guard, write } = guardStep(this.#guard, event);
    if (!write) return;
    await runProgram("nft", ["-f", "-"], renderGuard(guard, this.#options.interfaceName, process.getuid?.() ?? 0));
    this.#guard = guard;
    if (guard.state !== before) this.#options.onState(guard.state);
  }

  /** Makes the interface if there is none, and gives it the session's key, peer and addresses. */
  async #raise(tunnel: SessionTunnel): Promise<void> {
    const { interfaceName, dns, resolverFile } = this.#options;
    const { address4, address6, mtu } = tunnel.terms;
    if (this.#device === undefined) {
      const device = await openWireguard(interfaceName);
      this.#device = device;
      this.#peer = undefined;
      device.onLost(() => this.#revive(device));
    }
    await this.#device.configure({
      privateKey: tunnel.keys.privateKey,
      fwmark: tunnelMark,
      ...(this.#peer === undefined || this.#peer === tunnel.publicKey ? {} : { remove: [this.#peer] }),
      peers: [
        {
          publicKey: tunnel.publicKey,
          endpoint: tunnel.endpoint,
          allowedIps: ["0.0.0.0/0", "::/0"],
          keepaliveSeconds,
        },
      ],
    });
    this.#peer = tunnel.publicKey;
    await runProgram(
      "ip",
      ["-batch", "-"],
      `address flush dev ${interfaceName} scope global
address add ${address4}/32 dev ${interfaceName}
address add ${address6}/128 dev ${interfaceName} nodad
link set dev ${interfaceName} mtu ${mtu} up
`,
    );
    const resolvers = dns.length > 0 ? dns : tunnel.terms.dns;
    await this.#route(resolvers);
    await setResolver({ interfaceName, dns: resolvers, file: resolverFile });
  }

  #route(dns: readonly string[]): Promise<void> {
    const { interfaceName, lan } = this.#options;
    const direct = this.#guard.control.map(({ address }) => address);
    const exit = this.#session?.tunnel?.endpoint.host;
    return installRoutes({ interfaceName, lan, dns, direct: exit === undefined ? direct : [...direct, exit] });
  }

  async #shaken(session: PaidSession): Promise<void> {
    for (const end = performance.now() + handshakeMilliseconds; performance.now() < end; ) {
      const state = await this.#device?.state();
      if (state?.peers.some(({ publicKey, handshakeAt }) => publicKey === this.#peer && handshakeAt > 0) === true)
        return;
      if (this.#session !== session) return;
      await new Promise((resolve) => setTimeout(resolve, handshakeLookMilliseconds));
    }
    const reason = "WireGuard gets no answer from the exit: UDP may be blocked on the way; try --transport https";
    this.#options.onDead(session, reason);
    throw new ClientError("NODE_UNREACHABLE", reason);
  }

  /** The interface's process died: the same session goes on with a new one. Until then the kill switch holds everything back. */
  #revive(device: WireguardDevice): void {
    if (this.#device !== device) return;
    this.#inTurn(async () => {
      this.#device = undefined;
      const session = this.#session;
      if (session?.tunnel === undefined) return;
      await this.#raise(session.tunnel);
      await this.#shaken(session);
    }).catch((error: unknown) => {
      const session = this.#session;
      if (session !== undefined) this.#options.onDead(session, error instanceof Error ? error.message : String(error));
    });
  }
}
