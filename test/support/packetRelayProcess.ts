/**
 * A carrier of WireGuard's packets as the client has one, in a process of its own for another network namespace. One argument, JSON: {endpoint, session, token,
 * target, listenPort}. Says in a line where the interface is to send, and ends with its standard input or SIGINT.
 */
import { HttpsCarrier } from "../../client/dataplane/https/carrier.ts";
import type { NodeEndpoint } from "../../client/dataplane/https/dial.ts";
import { PacketRelay } from "../../client/tunnel/packetRelay.ts";

const { endpoint, session, token, target, listenPort } = JSON.parse(process.argv[2] ?? "{}") as {
  endpoint: NodeEndpoint;
  session: string;
  token: string;
  target: { host: string; port: number };
  listenPort: number;
};
const carrier = new HttpsCarrier(endpoint, session, token, { up: () => {}, down: () => {}, mayFlow: true }, 0);
const relay = await PacketRelay.start(
  (onPayload, onClose) => carrier.openUdp(target.host, target.port, onPayload, onClose),
  () => process.exit(1),
);
relay.attach(listenPort);
console.log(JSON.stringify({ ready: true, ...relay.endpoint }));
process.on("SIGINT", () => process.exit(0));
