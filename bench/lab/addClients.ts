/**
 * Adds one client and removes it again, TURNS times, beside SEATED others: `node bench/lab/addClients.ts INTERFACE SEATED TURNS`, in the network namespace of a
 * running interface. Prints lists of milliseconds in one line of JSON: {whole} as an exit seats a client, its credit in the kernel and then WireGuard; {told} the
 * latter alone; {peer} by one `wg set`, which gives no credit.
 */
import { runProgram } from "../../runtime/program.ts";
import { newWireguardKeys } from "../../runtime/wireguard/keys.ts";
import { socketDevice } from "../../runtime/wireguard/wireguardGo.ts";
import { labClient, openLabKernel, timed } from "./labClients.ts";

const [name = "", seated = "0", turns = "1"] = process.argv.slice(2);
const device = socketDevice(
  name,
  0,
  async () => {},
  () => {},
);
const kernel = await openLabKernel(Number(seated));
const client = labClient(Number(seated));
const [whole, told, peer]: [number[], number[], number[]] = [[], [], []];
for (let turn = 0; turn < Number(turns); turn++) {
  const [first, second] = [newWireguardKeys().publicKey, newWireguardKeys().publicKey];
  const allowedIps = [`${client.address4}/32`, `${client.address6}/128`];
  const credited = await timed(() => kernel.add(client, 1_000_000));
  const added = await timed(() => device.configure({ peers: [{ publicKey: first, allowedIps }] }));
  whole.push(credited + added);
  told.push(added);
  peer.push(
    await timed(() => runProgram("wg", ["set", name, "peer", second, "allowed-ips", "10.99.7.1/32,fd99::7/128"])),
  );
  await device.configure({ remove: [first, second] });
  await kernel.remove(client, 0);
}
await kernel.uninstall();
console.log(JSON.stringify({ whole, told, peer }));
