import { runProgram } from "../../runtime/program.ts";
import type { PeerState, WireguardDevice } from "../../runtime/wireguard/device.ts";
import { openWireguard } from "../../runtime/wireguard/open.ts";
import { ClientError } from "../errors.ts";
import type { SessionTunnel } from "../openSession.ts";
import { tunnelMark } from "./guardRules.ts";
import { type OpenPath, PacketRelay } from "./packetRelay.ts";

/** Keeps the way back open through a home router. */
const keepaliveSeconds = 25;

/** Where packets travel inside HTTPS: how a path is opened, and what is told when there is none any more. */
export interface CarriedPath {
  readonly open: OpenPath;
  readonly onDead: (error: unknown) => void;
}

const isAnswering = (device: WireguardDevice): Promise<boolean> =>
  device.state().then(
    () => true,
    () => false,
  );

/** This machine's end of the tunnel: a WireGuard interface with the key, addresses and peer of one session at a time. */
export class TunnelInterface {
  readonly #name: string;
  readonly #onLost: () => void;
  #device: WireguardDevice | undefined;
  #peer: string | undefined;
  #relay: PacketRelay | undefined;

  /** `onLost` is called when the interface's process died. */
  constructor(name: string, onLost: () => void) {
    this.#name = name;
    this.#onLost = onLost;
  }

  get isUp(): boolean {
    return this.#device !== undefined;
  }

  /**
   * Makes the interface if there is none that answers, and gives it the session's key and addresses; of an earlier session nothing stays. `within` is for a tunnel inside
   * another: the mark of its packets, and the largest packet that fits.
   */
  async raise({ keys, terms }: SessionTunnel, within?: { readonly mark: number; readonly mtu: number }): Promise<void> {
    const { address4, address6 } = terms;
    const mtu = Math.min(terms.mtu, within?.mtu ?? terms.mtu);
    if (this.#device !== undefined && !(await isAnswering(this.#device))) await this.close();
    if (this.#device === undefined) {
      const device = await openWireguard(this.#name);
      this.#device = device;
      this.#peer = undefined;
      device.onLost(() => {
        if (this.#device !== device) return;
        this.#device = undefined;
        this.#onLost();
      });
    }
    await this.#device.configure({
      privateKey: keys.privateKey,
      fwmark: within?.mark ?? tunnelMark,
      ...(this.#peer === undefined ? {} : { remove: [this.#peer] }),
    });
    this.#peer = undefined;
    await runProgram(
      "ip",
      ["-batch", "-"],
      `address flush dev ${this.#name} scope global
address add ${address4}/32 dev ${this.#name}
address add ${address6}/128 dev ${this.#name} nodad
link set dev ${this.#name} mtu ${mtu} up
`,
    );
    await this.#device?.widen();
  }

  /** Names the exit to the interface, which speaks to it at once: by UDP, or through `carried`. Codes: those of the path, `TUNNEL_SILENT`. */
  async reach({ publicKey, endpoint }: SessionTunnel, carried: CarriedPath | undefined): Promise<void> {
    const device = this.#device;
    if (device === undefined)
      throw new ClientError(
        "TUNNEL_SILENT",
        "WireGuard's process ended while an exit was tried; the next one is tried",
      );
    if (carried === undefined) this.closeRelay();
    else {
      this.#relay ??= await PacketRelay.start(carried.open, carried.onDead);
      this.#relay.attach((await device.state()).listenPort);
    }
    this.#peer = publicKey;
    const peer = { publicKey, endpoint: this.#relay?.endpoint ?? endpoint, allowedIps: ["0.0.0.0/0", "::/0"] };
    await device.configure({ peers: [{ ...peer, keepaliveSeconds }] });
  }

  /** What is known of the exit now; undefined without an interface, or one that answers. */
  async peer(): Promise<PeerState | undefined> {
    // An interface whose process has just died answers nothing; that it did is told by `onLost`.
    const state = await this.#device?.state().catch(() => undefined);
    return state?.peers.find(({ publicKey }) => publicKey === this.#peer);
  }

  closeRelay(): void {
    this.#relay?.close();
    this.#relay = undefined;
  }

  async close(): Promise<void> {
    this.closeRelay();
    const device = this.#device;
    this.#device = undefined;
    await device?.close();
  }
}
