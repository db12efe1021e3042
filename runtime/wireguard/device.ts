/** What a WireGuard interface is told and what it says, whoever implements it: wireguard-go by its socket, the kernel by `wg`. */

export interface WireguardPeer {
  /** Base64, 44 characters. */
  readonly publicKey: string;
  /** Exact addresses or networks in CIDR notation: the only ones accepted from, and sent to, this peer. */
  readonly allowedIps: readonly string[];
  readonly endpoint?: { readonly host: string; readonly port: number };
  readonly keepaliveSeconds?: number;
}

export interface WireguardSettings {
  readonly privateKey: string;
  /** UDP port; 0 for any. */
  readonly listenPort: number;
  /** Mark of the socket's own packets; 0 for none. */
  readonly fwmark: number;
}

export interface WireguardChange extends Partial<WireguardSettings> {
  /** Peers to add or replace. */
  readonly peers?: readonly WireguardPeer[];
  /** Public keys of peers to forget. */
  readonly remove?: readonly string[];
}

export interface PeerState {
  readonly publicKey: string;
  readonly allowedIps: readonly string[];
  /** Unix seconds of the last handshake; 0 when there was none. */
  readonly handshakeAt: number;
  /** Bytes of WireGuard's packets that came from the peer. */
  readonly receivedBytes: number;
}

export interface DeviceState {
  readonly listenPort: number;
  readonly fwmark: number;
  readonly peers: readonly PeerState[];
}

/** One interface. Changes are taken in order; a refused one may have been taken in part. Codes: `WIREGUARD_REFUSED`. */
export interface WireguardDevice {
  readonly name: string;
  configure(change: WireguardChange): Promise<void>;
  state(): Promise<DeviceState>;
  /** To be called when the link is up: makes room for packets that arrive while the interface's process is not on a processor. As far as the system lets us. */
  widen(): Promise<void>;
  /** Takes the interface down and its process with it. */
  close(): Promise<void>;
  /** Called once when the interface is gone without having been closed. */
  onLost(callback: () => void): void;
}
