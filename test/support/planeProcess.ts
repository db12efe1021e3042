/**
 * One data plane of an exit with one session's gate, in a process of its own for a network namespace. One argument: `https` or `wireguard`. Takes orders as lines
 * of JSON on standard input (PlaneOrder) and answers each with the state after it; ends by itself once the plane is closed and nothing of it runs any more.
 */
import { createInterface } from "node:readline";
import selfsigned from "selfsigned";
import { Gate, Purse } from "../../node/dataplane/gate.ts";
import { openHttpsPlane } from "../../node/dataplane/https/server.ts";
import type { DataPlane, ExitRules, TunnelSeat } from "../../node/dataplane/port.ts";
import { openWireguardPlane } from "../../node/dataplane/wireguard/plane.ts";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import { silentLogger } from "./market.ts";
import { type PlaneOrder, type PlaneState, planeCredentials, planePort } from "./planes.ts";

const [transport = "", interfaceName = ""] = process.argv.slice(2);
const rules: ExitRules = { policy: { preset: "open", rules: [] }, labAllow: ["198.18.3.0/24"], ownAddresses: [] };
const purse = new Purse();
const gate = new Gate(purse, () => {});

let seat: TunnelSeat | undefined;
let takeSeat: ((publicKey: string) => Promise<Partial<PlaneState>>) | undefined;
let plane: DataPlane;
if (transport === "https") {
  const tls = await selfsigned.generate([{ name: "commonName", value: "localhost" }], { keyType: "ec" });
  plane = await openHttpsPlane({
    ...{ host: labAddresses.exit4, port: planePort, key: tls.private, certificate: tls.cert },
    sessions: {
      admit: (session, token) =>
        session === planeCredentials.session && token === planeCredentials.token ? gate : undefined,
    },
    rules: () => rules,
    control: (_request, response) => response.end(),
  });
} else {
  const options = { interfaceName, listenPort: planePort, resolver: labAddresses.internet4 };
  const tunnels = await openWireguardPlane({ ...options, rules, logger: silentLogger }, planePort);
  takeSeat = async (publicKey) => {
    seat = await tunnels.seat(gate, publicKey);
    return { terms: seat.terms, publicKey: tunnels.offer.publicKey };
  };
  plane = tunnels;
}

const obey = async (order: PlaneOrder): Promise<PlaneState> => {
  if (order.grant !== undefined) purse.grant(order.grant);
  const seated = order.seat === undefined ? undefined : await takeSeat?.(order.seat);
  if (order.close === "gate") gate.close();
  if (order.close === "plane") await plane.close();
  else await seat?.read();
  return { count: gate.count, openTunnels: plane.openTunnels(), ...seated };
};

console.log(JSON.stringify({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as PlaneOrder;
  console.log(JSON.stringify(await obey(order)));
  if (order.close === "plane") break;
}
process.stdin.destroy();
