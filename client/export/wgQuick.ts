import { isIPv6 } from "node:net";
import type { SessionTunnel } from "../openSession.ts";

/** First line of a file of ours: only such a file is written over. */
export const exportHeader = "# Turnpike: WireGuard tunnel to a paid exit.";

/** A session's end of the tunnel as wg-quick(8) reads it, and as phones and routers import it. It holds the private key. */
export function renderWgQuick({ keys, terms, publicKey, endpoint }: SessionTunnel): string {
  const host = isIPv6(endpoint.host) ? `[${endpoint.host}]` : endpoint.host;
  return `${exportHeader}
# It works while "turnpike connect --export-config" runs and pays. Keep it secret: the key is in it.
[Interface]
PrivateKey = ${keys.privateKey}
Address = ${terms.address4}/32, ${terms.address6}/128
DNS = ${terms.dns.join(", ")}
MTU = ${terms.mtu}

[Peer]
PublicKey = ${publicKey}
Endpoint = ${host}:${endpoint.port}
AllowedIPs = 0.0.0.0/0, ::/0
PersistentKeepalive = 25
`;
}
