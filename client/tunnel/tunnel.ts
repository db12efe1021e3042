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
import { nextTransport, type TunnelTransport } from "./ladder.ts";
import { PacketRelay } from "./packetRelay.ts";
import { readResolver, setResolver } from "./resolver.ts";
import { installRoutes, removeRoutes } from "./routes.ts";
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
  /** What to try at each exit, in this order. */
  readonly ladder: readonly TunnelTransport[];
  readonly onState: (state: GuardState) => void;
  readonly onFallback: (from: TunnelTransport, to: TunnelTransport, reason: string) => void;
  /** The tunnel of this session does not work: another node is needed. */
  readonly onDead: (session: PaidSession, reason: string) => void;
}

const meterMilliseconds = 100;
const handshakeMilliseconds = 8_000;
const handshakeLookMilliseconds = 50;
const udpSilent = "WireGuard gets no answer by UDP, which may be blocked on the way";
const remedies: Readonly<Record<TunnelTransport, string>> = {
  wireguard: "try --transport wireguard+https or --transport auto",
  "wireguard+https": "try another exit, or --transport https",
};

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

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
  #relay: PacketRelay | undefined;
  #transport: TunnelTransport = "wireguard";
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

  /** What carries the packets, or did last. */
  get transport(): TunnelTransport {
    return this.#transport;
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
      // Rules that an earlier tunnel left lead its own exits alone past the tunnel; the machine is closed, so they may go.
      await removeRoutes();
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

  /**
   * Joins the interface to a session by the first transport of the ladder on which WireGuard shakes hands. Codes: `TUNNEL_SILENT`, those of the system's
   * programs.
   */
  opened(session: PaidSession): Promise<void> {
    const { tunnel } = session;
    if (tunnel === undefined) throw new Error("a session of another transport has no interface");
    return this.#inTurn(async () => {
      this.#session = session;
      try {
        await this.#climb(session, tunnel);
      } catch (error) {
        if (this.#session === session) this.#session = undefined;
        this.#closeRelay();
        await this.#step({ type: "lost" });
        throw error;
      }
      await this.#step({ type: "opened" });
      session.readMeter = () => this.#meter.read(session);
      clearInterval(this.#timer);
      this.#timer = setInterval(() => this.#meter.read(session), meterMilliseconds);
    });
  }

  lost(final: boolean): Promise<void> {
    this.#leave();
    return this.#inTurn(() => this.#step({ type: final ? "refused" : "lost" }));
  }

  /** Gives the tunnel up and keeps the machine closed: only our own connections to a node leave it. */
  proxied(): Promise<void> {
    this.#leave();
    return this.#inTurn(async () => {
      await this.#step({ type: "proxied" });
      await this.#closeDevice();
      // The main table leads to every node again; what may go there is the kill switch's to say.
      await removeRoutes();
    });
  }

  /** Ends the tunnel but keeps the machine closed: `unblock` opens it. */
  block(): Promise<void> {
    this.#leave();
    return this.#inTurn(async () => {
      await this.#step({ type: "refused" });
      await this.#closeDevice();
    });
  }

  /** Nothing of ours remains, and the machine speaks in clear again. */
  disconnect(): Promise<void> {
    this.#leave();
    return this.#inTurn(async () => {
      await this.#step({ type: "disconnect" });
      await this.#closeDevice();
      if (this.#traces !== undefined) await removeTraces(this.#options.tracesPath, this.#traces);
      this.#guard = guardStep(this.#guard, { type: "done" }).guard;
      this.#options.onState(this.#guard.state);
    });
  }

  #leave(): void {
    clearInterval(this.#timer);
    this.#session = undefined;
    this.#closeRelay();
  }

  #closeRelay(): void {
    this.#relay?.close();
    this.#relay = undefined;
  }

  async #closeDevice(): Promise<void> {
    const device = this.#device;
    this.#device = undefined;
    await device?.close();
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

  /** Tries one transport after the other, saying why each was left. */
  async #climb(session: PaidSession, tunnel: SessionTunnel): Promise<void> {
    const { ladder, onFallback } = this.#options;
    const offered = session.node.descriptor.body.transports;
    for (let at = nextTransport(ladder, offered); at !== undefined; ) {
      try {
        await this.#raise(session, tunnel, at);
        await this.#shaken(session);
        this.#transport = at;
        return;
      } catch (error) {
        if (!(error instanceof ClientError) || error.code === "NOT_CONNECTED") throw error;
        const next = nextTransport(ladder, offered, at);
        const reason = at === "wireguard" ? udpSilent : `nothing came back by ${at}: ${error.message}`;
        if (next === undefined) throw new ClientError("TUNNEL_SILENT", `${reason}; ${remedies[at]}`);
        onFallback(at, next, reason);
        at = next;
      }
    }
  }

  /** Makes the interface if there is none, and gives it the session's key, addresses and peer, in this order: the peer is spoken to at once. */
  async #raise(session: PaidSession, tunnel: SessionTunnel, transport: TunnelTransport): Promise<void> {
    const { interfaceName, dns, resolverFile } = this.#options;
    const { address4, address6, mtu } = tunnel.terms;
    const { host, port } = tunnel.endpoint;
    const exit: DirectEndpoint | undefined =
      transport === "wireguard" ? { address: host, port, protocol: "udp" } : undefined;
    await this.#step({ type: "reach", exit, inside: [address4, address6] });
    if (this.#device === undefined) {
      const device = await openWireguard(interfaceName);
      this.#device = device;
      this.#peer = undefined;
      device.onLost(() => this.#revive(device));
    }
    const device = this.#device;
    await device.configure({
      privateKey: tunnel.keys.privateKey,
      fwmark: tunnelMark,
      ...(this.#peer === undefined ? {} : { remove: [this.#peer] }),
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
    if (transport === "wireguard") this.#closeRelay();
    else {
      this.#relay ??= await PacketRelay.start(
        (onPayload, onClose) => session.openPacketPath(onPayload, onClose),
        (error) => this.#options.onDead(session, textOf(error)),
      );
      this.#relay.attach((await device.state()).listenPort);
    }
    const endpoint = this.#relay?.endpoint ?? tunnel.endpoint;
    await device.configure({
      peers: [{ publicKey: tunnel.publicKey, endpoint, allowedIps: ["0.0.0.0/0", "::/0"], keepaliveSeconds }],
    });
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
      if (this.#session !== session) throw new ClientError("NOT_CONNECTED", "the client is stopping");
      if (state?.peers.some(({ publicKey, handshakeAt }) => publicKey === this.#peer && handshakeAt > 0) === true)
        return;
      await new Promise((resolve) => setTimeout(resolve, handshakeLookMilliseconds));
    }
    throw new ClientError("TUNNEL_SILENT", "WireGuard gets no answer from the exit; try another one");
  }

  /** The interface's process died: the same session goes on with a new one. Until then the kill switch holds everything back. */
  #revive(device: WireguardDevice): void {
    if (this.#device !== device) return;
    this.#inTurn(async () => {
      this.#device = undefined;
      const session = this.#session;
      if (session?.tunnel === undefined) return;
      await this.#raise(session, session.tunnel, this.#transport);
      await this.#shaken(session);
    }).catch((error: unknown) => {
      const session = this.#session;
      if (session !== undefined) this.#options.onDead(session, textOf(error));
    });
  }
}
