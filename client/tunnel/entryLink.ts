import { ClientError } from "../errors.ts";
import type { SessionTunnel } from "../openSession.ts";
import type { PaidSession } from "../session.ts";
import { InterfaceMeter } from "./interfaceMeter.ts";
import { TunnelInterface } from "./tunnelInterface.ts";

const meterMilliseconds = 100;
const handshakeMilliseconds = 8_000;
const handshakeLookMilliseconds = 50;
/** What the inner tunnel adds to a packet: 40 bytes of IPv6, 8 of UDP, 32 of WireGuard. */
const innerOverhead = 80;

/** The name of the interface to the entry, beside the one that everything else goes into. */
export const entryInterface = (interfaceName: string): string => `${interfaceName}e`;

/** With two hops: the tunnel to the entry. It carries the exit's control connections and the packets of the tunnel to the exit, and nothing else. */
export class EntryLink {
  readonly session: PaidSession;
  readonly #interface: TunnelInterface;
  readonly #timer: NodeJS.Timeout;
  readonly #mtu: number;

  /** Resolves when WireGuard has shaken hands. `onDead` is called when the interface's process dies. Codes: `TUNNEL_SILENT`, those of the system's programs. */
  static async open(
    interfaceName: string,
    session: PaidSession,
    tunnel: SessionTunnel,
    onDead: () => void,
  ): Promise<EntryLink> {
    const made = new TunnelInterface(interfaceName, onDead);
    try {
      await made.raise(tunnel);
      await made.reach(tunnel, undefined);
      await shaken(made);
      return new EntryLink(interfaceName, session, made, tunnel.terms.mtu);
    } catch (error) {
      await made.close();
      throw error;
    }
  }

  private constructor(interfaceName: string, session: PaidSession, made: TunnelInterface, mtu: number) {
    this.session = session;
    this.#interface = made;
    this.#mtu = mtu;
    const meter = new InterfaceMeter(interfaceName);
    session.readMeter = () => meter.read(session);
    this.#timer = setInterval(() => meter.read(session), meterMilliseconds);
  }

  /** The largest packet of a tunnel inside this one. */
  get innerMtu(): number {
    return this.#mtu - innerOverhead;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#interface.close();
  }
}

async function shaken(made: TunnelInterface): Promise<void> {
  for (const end = performance.now() + handshakeMilliseconds; performance.now() < end; ) {
    const peer = await made.peer();
    if (peer !== undefined && peer.handshakeAt > 0) return;
    await new Promise((resolve) => setTimeout(resolve, handshakeLookMilliseconds));
  }
  throw new ClientError("TUNNEL_SILENT", "WireGuard gets no answer from the entry; try another one");
}
