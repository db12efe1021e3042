import { writeFile } from "node:fs/promises";
import { isIPv6 } from "node:net";
import { dialNode } from "./dataplane/https/dial.ts";
import { ClientError } from "./errors.ts";
import type { PaidSession } from "./session.ts";

/**
 * Lets a program use the exit as an HTTPS proxy itself: writes the exit's pinned certificate to `certificatePath` (PEM, the only authority that the
 * program should accept) and returns https://SESSION:TOKEN@HOST:PORT, which holds the session's secret. Codes: `NODE_UNREACHABLE`, `CERTIFICATE_MISMATCH`.
 */
export async function directProxy(session: PaidSession, certificatePath: string): Promise<string> {
  const { endpoint, certificateSha256 } = session.node.descriptor.body;
  const socket = await dialNode({ ...endpoint, certificateSha256 });
  const certificate = socket.getPeerX509Certificate();
  socket.destroy();
  if (certificate === undefined)
    throw new ClientError("NODE_UNREACHABLE", "the node closed the connection; run turnpike connect again");
  await writeFile(certificatePath, certificate.toString(), { mode: 0o600 });
  const host = isIPv6(endpoint.host) ? `[${endpoint.host}]` : endpoint.host;
  return `https://${session.proxyCredentials}@${host}:${endpoint.port}`;
}
