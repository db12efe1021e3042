import { rm } from "node:fs/promises";
import { isIP } from "node:net";
import { runProgram } from "../../runtime/program.ts";
import { ClientError } from "../errors.ts";
import type { SessionTunnel } from "../openSession.ts";
import type { PaidSession } from "../session.ts";
import type { Control } from "./controlEndpoints.ts";
import { EntryLink, entryInterface } from "./entryLink.ts";
import type { DirectEndpoint, GuardState } from "./guard.ts";
import { guardedInterfaces, guardTable, innerMark } from "./guardRules.ts";
import { InterfaceMeter } from "./interfaceMeter.ts";
import { KillSwitch } from "./killSwitch.ts";
import { nextTransport, type TunnelTransport } from "./ladder.ts";
import { lookMilliseconds, PathWatch } from "./pathWatch.ts";
import { type ResolverKeeper, readResolver, setResolver } from "./resolver.ts";
import { installRoutes, removeRoutes } from "./routes.ts";
import { installThrough, removeThrough } from "./throughRoutes.ts";
import { type Change, changesOf, keepTraces, readTraces, removeEarlier, removeTraces, type Traces } from "./traces.ts";
import { type CarriedPath, TunnelInterface } from "./tunnelInterface.ts";

export interface TunnelOptions {
  readonly interfaceName: string;
  /** Chain and indexers. */
  readonly control: Control;
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
  /** Another program removed the kill switch; it stands again, unless there is a reason why not. */
  readonly onGone: (reason: string | undefined) => void;
  /** The tunnel of this session, at the exit or at the entry, does not work: another node is needed. */
  readonly onDead: (session: PaidSession, reason: string) => void;
}

const meterMilliseconds = 100;
/** WireGuard tries a second time after five seconds. */
const handshakeMilliseconds = 7_000;
const handshakeLookMilliseconds = 50;
const udpSilent = "WireGuard gets no answer by UDP, which may be blocked on the way";
const remedies: Readonly<Record<TunnelTransport, string>> = {
  wireguard: "try --transport wireguard+https or --transport auto",
  "wireguard+https": "try another exit, or --transport https",
};

const elsewhere = (what: string, byHand: string) =>
  new ClientError(
    "TUNNEL_ELSEWHERE",
    `${what} that was not made from this folder; run turnpike disconnect or turnpike unblock with its --dir or, when that folder is lost, ${byHand}`,
  );
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The whole-machine tunnel: the kill switch first, then interface, routes and names. Steps are done one after the other. */
export class Tunnel {
  readonly #options: TunnelOptions;
  readonly #meter: InterfaceMeter;
  readonly #interface: TunnelInterface;
  readonly #switch: KillSwitch;
  #session: PaidSession | undefined;
  #entry: EntryLink | undefined;
  #transport: TunnelTransport = "wireguard";
  #traces: Traces | undefined;
  #keeper: ResolverKeeper = "file";
  #watcher: NodeJS.Timeout | undefined;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: TunnelOptions) {
    this.#options = options;
    this.#meter = new InterfaceMeter(options.interfaceName);
    this.#interface = new TunnelInterface(options.interfaceName, () => this.#revive());
    const { interfaceName, onState } = options;
    this.#switch = new KillSwitch({ interfaceName, onState, onGone: (error) => this.#unguarded(error) });
  }

  get state(): GuardState {
    return this.#switch.guard.state;
  }

  /** What carries the packets, or did last. */
  get transport(): TunnelTransport {
    return this.#transport;
  }

  /**
   * From here on nothing leaves in clear. What an earlier tunnel of this folder left behind is taken over or undone. Codes: `TUNNEL_ELSEWHERE`,
   * `PROGRAM_MISSING`, `PROGRAM_FAILED`; the machine is as it was then.
   */
  arm(): Promise<void> {
    const { tracesPath, control, lan } = this.#options;
    return this.#inTurn(async () => {
      const left = await readTraces(tracesPath);
      const earlier = changesOf(left);
      const names = control.names.map(({ name, addresses }) => ({ name, addresses: [...addresses] }));
      const now = { ...(await this.#change(earlier)), names };
      const others = earlier.filter(
        ({ interfaceName, resolverFile }) => interfaceName !== now.interfaceName || resolverFile !== now.resolverFile,
      );
      const all = { ...now, earlier: [...others] };
      await keepTraces(tracesPath, all);
      try {
        await this.#switch.step({ type: "connect", control: control.endpoints, lan });
      } catch (error) {
        await (left === undefined ? rm(tracesPath, { force: true }) : keepTraces(tracesPath, left));
        throw error;
      }
      this.#keeper = now.resolverKeeper;
      this.#traces = all;
      // Rules that an earlier tunnel left lead its own exits alone past the tunnel; the machine is closed, so they may go.
      await removeRoutes();
      await removeThrough();
      this.#switch.keep();
      await removeEarlier(others, now);
      this.#traces = now;
      await keepTraces(tracesPath, now);
    });
  }

  /** What this tunnel is about to change, when nobody else's tunnel is in the way. */
  async #change(earlier: readonly Change[]): Promise<Change> {
    const { interfaceName, resolverFile } = this.#options;
    const own = earlier.map((change) => change.interfaceName);
    const guarded = guardedInterfaces(await runProgram("nft", ["list", "tables"]));
    const other = guarded.find((name) => !own.includes(name));
    if (other !== undefined)
      throw elsewhere(
        `the machine is closed by ${guardTable(other)}`,
        `remove its table with: nft delete table ${guardTable(other)}`,
      );
    const { keeper, before } = await readResolver(resolverFile);
    const resolverBefore = before ?? earlier.find((change) => change.resolverFile === resolverFile)?.resolverBefore;
    if (resolverBefore === undefined)
      throw elsewhere(
        `${resolverFile} leads into a tunnel`,
        `write the nameservers of your network into ${resolverFile}`,
      );
    return { interfaceName, resolverFile, resolverBefore, resolverKeeper: keeper };
  }

  /** Lets us speak to a node's control port, through the entry's tunnel when there is one to go through. Code: `TUNNEL_ENDPOINT_NAMED`. */
  beforeDial(endpoint: { readonly host: string; readonly port: number }, throughEntry: boolean): Promise<void> {
    const { host, port } = endpoint;
    if (isIP(host) === 0)
      throw new ClientError(
        "TUNNEL_ENDPOINT_NAMED",
        "this node names its host instead of giving its address, and no name may be asked outside the tunnel; choose another node",
      );
    return this.#inTurn(async () => {
      if (throughEntry) return this.#through({ address: host, port, protocol: "tcp" });
      await this.#switch.step({ type: "dial", node: { address: host, port, protocol: "tcp" } });
      if (this.#interface.isUp) await this.#route([]);
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
        this.#interface.closeRelay();
        await this.#switch.step({ type: "lost" });
        throw error;
      }
      await this.#switch.step({ type: "opened" });
      session.readMeter = () => this.#meter.read(session);
      clearInterval(this.#timer);
      this.#timer = setInterval(() => this.#meter.read(session), meterMilliseconds);
      this.#watch(session);
    });
  }

  /** Opens the tunnel to an entry, through which exits are reached from then on. Codes: `TUNNEL_SILENT`, those of the system's programs. */
  entered(session: PaidSession): Promise<void> {
    const { tunnel } = session;
    if (tunnel === undefined) throw new Error("a session of another transport has no interface");
    const name = entryInterface(this.#options.interfaceName);
    return this.#inTurn(async () => {
      await this.#entry?.close();
      const { address4, address6 } = tunnel.terms;
      const endpoint = { address: tunnel.endpoint.host, port: tunnel.endpoint.port, protocol: "udp" } as const;
      await this.#switch.step({
        type: "enter",
        entry: { interfaceName: name, endpoint, inside: [address4, address6] },
      });
      const dead = () => this.#options.onDead(session, "the tunnel to the entry ended");
      this.#entry = await EntryLink.open(name, session, tunnel, dead);
      await installThrough(name, []);
    });
  }

  /** The entry is gone, and the exit behind it out of reach. */
  left(): Promise<void> {
    this.#leave();
    return this.#inTurn(async () => {
      await this.#switch.step({ type: "left" });
      await this.#closeEntry();
    });
  }

  lost(final: boolean): Promise<void> {
    this.#leave();
    return this.#inTurn(() => this.#switch.step({ type: final ? "refused" : "lost" }));
  }

  /** Gives the tunnel up and keeps the machine closed: only our own connections to a node leave it. */
  proxied(): Promise<void> {
    this.#leave();
    return this.#inTurn(async () => {
      await this.#switch.step({ type: "proxied" });
      await this.#interface.close();
      // The main table leads to every node again; what may go there is the kill switch's to say.
      await removeRoutes();
    });
  }

  /** Ends the tunnel but keeps the machine closed: `unblock` opens it. */
  block(): Promise<void> {
    this.#leave();
    return this.#inTurn(async () => {
      await this.#switch.step({ type: "refused" });
      await this.#interface.close();
      await this.#closeEntry();
    });
  }

  /** Nothing of ours remains, and the machine speaks in clear again. */
  disconnect(): Promise<void> {
    this.#leave();
    return this.#inTurn(async () => {
      await this.#switch.step({ type: "disconnect" });
      await this.#interface.close();
      await this.#closeEntry();
      await this.#switch.letGo();
      if (this.#traces !== undefined) await removeTraces(this.#options.tracesPath, this.#traces);
      this.#switch.ended();
    });
  }

  #leave(): void {
    clearInterval(this.#timer);
    clearInterval(this.#watcher);
    this.#session = undefined;
    this.#interface.closeRelay();
  }

  async #closeEntry(): Promise<void> {
    const entry = this.#entry;
    this.#entry = undefined;
    await entry?.close();
  }

  async #through(exit: DirectEndpoint): Promise<void> {
    await this.#switch.step({ type: "through", exit });
    const { entry } = this.#switch.guard;
    if (entry !== undefined && this.#entry !== undefined) await installThrough(entry.interfaceName, entry.through);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Where the rules cannot be written anew the routes still lead nowhere but into the tunnel: then that ends, too. */
  #unguarded(error: unknown): void {
    const { onGone, onDead } = this.#options;
    onGone(error === undefined ? undefined : textOf(error));
    const session = this.#session;
    if (error === undefined || session === undefined) return;
    this.#inTurn(() => this.#interface.close()).catch(() => undefined);
    onDead(session, textOf(error));
  }

  /** Tries one transport after the other, saying why each was left. */
  async #climb(session: PaidSession, tunnel: SessionTunnel): Promise<void> {
    const { ladder, onFallback } = this.#options;
    const offered = session.node.descriptor.body.transports;
    this.#interface.closeRelay();
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

  /** In this order: the kill switch, the interface, routes and names, and only then a word to the exit. */
  async #raise(session: PaidSession, tunnel: SessionTunnel, transport: TunnelTransport): Promise<void> {
    const { interfaceName, dns, resolverFile } = this.#options;
    const { address4, address6 } = tunnel.terms;
    const { host, port } = tunnel.endpoint;
    const isCarried = transport === "wireguard+https";
    const exit: DirectEndpoint | undefined = isCarried ? undefined : { address: host, port, protocol: "udp" };
    const entry = this.#entry;
    if (entry !== undefined && exit !== undefined) await this.#through(exit);
    await this.#switch.step({
      type: "reach",
      exit: entry === undefined ? exit : undefined,
      inside: [address4, address6],
    });
    await this.#interface.raise(tunnel, entry === undefined ? undefined : { mark: innerMark, mtu: entry.innerMtu });
    const resolvers = dns.length > 0 ? dns : tunnel.terms.dns;
    await this.#route(resolvers);
    await setResolver({ interfaceName, dns: resolvers, file: resolverFile, keeper: this.#keeper });
    const carried: CarriedPath = {
      open: (onPayload, onClose) => session.openPacketPath(onPayload, onClose),
      onDead: (error) => this.#options.onDead(session, textOf(error)),
    };
    await this.#interface.reach(tunnel, isCarried ? carried : undefined);
  }

  #route(dns: readonly string[]): Promise<void> {
    const { interfaceName, lan } = this.#options;
    const direct = this.#switch.guard.control.map(({ address }) => address);
    const exit = (this.#entry?.session ?? this.#session)?.tunnel?.endpoint.host;
    return installRoutes({ interfaceName, lan, dns, direct: exit === undefined ? direct : [...direct, exit] });
  }

  async #shaken(session: PaidSession): Promise<void> {
    for (const end = performance.now() + handshakeMilliseconds; performance.now() < end; ) {
      const peer = await this.#interface.peer();
      if (this.#session !== session) throw new ClientError("NOT_CONNECTED", "the client is stopping");
      if (peer !== undefined && peer.handshakeAt > 0) return;
      await new Promise((resolve) => setTimeout(resolve, handshakeLookMilliseconds));
    }
    throw new ClientError("TUNNEL_SILENT", "WireGuard gets no answer from the exit; try another one");
  }

  /** A path or an interface that dies while the session lives is replaced within the session, from the top of the ladder; the machine is closed meanwhile. */
  #watch(session: PaidSession): void {
    clearInterval(this.#watcher);
    const path = new PathWatch();
    const look = async (): Promise<void> => {
      const peer = await this.#interface.peer();
      const isDeaf = peer === undefined;
      if (this.#session !== session || (!isDeaf && !path.look(this.#meter.sent, peer.receivedBytes))) return;
      await this.#inTurn(async () => {
        if (this.#session !== session || session.tunnel === undefined) return;
        // One whose process died was made anew meanwhile.
        if (isDeaf && (await this.#interface.peer()) !== undefined) return;
        await this.#switch.step({ type: "lost" });
        if (isDeaf) await this.#interface.close();
        await this.#climb(session, session.tunnel);
        await this.#switch.step({ type: "opened" });
      });
    };
    let isLooking = false;
    this.#watcher = setInterval(() => {
      // An interface that hangs is waited for longer than until the next look.
      if (isLooking) return;
      isLooking = true;
      look()
        .catch((error: unknown) => {
          if (this.#session === session) this.#options.onDead(session, textOf(error));
        })
        .finally(() => {
          isLooking = false;
        });
    }, lookMilliseconds);
  }

  /** The interface's process died: the same session goes on with a new one. Until then the kill switch holds everything back. */
  #revive(): void {
    this.#inTurn(async () => {
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
