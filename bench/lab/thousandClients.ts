/**
 * An exit's rules with a thousand clients, in the network namespace that this is run in: `node bench/lab/thousandClients.ts TURNS` prints how many milliseconds
 * each turn took to {read} what every client moved and to {refresh} every client's limit, as lists in one line of JSON.
 */
import { TunnelKernel } from "../../node/dataplane/wireguard/kernel.ts";
import { Nft } from "../../runtime/nft.ts";

const clients = Array.from({ length: 1_000 }, (_, count) => {
  const index = count + 2;
  return { index, address4: `10.86.${index >> 8}.${index & 255}`, address6: `fd86:7470::${index.toString(16)}` };
});
const turns = Number(process.argv[2] ?? "1");
const interfaceName = "bench";
const kernel = new TunnelKernel(new Nft(), interfaceName);
const network = { interfaceName, listenPort: 51_820, network4: "10.86.0.0/16", network6: "fd86:7470::/64" };
const rules = { policy: { preset: "open", rules: [] }, ownAddresses: [], labAllow: [] } as const;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

await kernel.install({ ...network, dnsAddress: "10.86.0.1", resolver: "9.9.9.9" }, rules);
await Promise.all(clients.map((client) => kernel.add(client, 1_000_000)));
const [read, refresh]: [number[], number[]] = [[], []];
for (let turn = 0; turn < turns; turn++) {
  read.push(
    await timed(async () => {
      const { passed } = await kernel.counts(false);
      if (passed.size !== clients.length) throw new Error(`${passed.size} counters were read, not ${clients.length}`);
    }),
  );
  const changes = clients.map((addresses) => ({ addresses, turn: 0, limit: 1_001_000 + turn, replaced: false }));
  refresh.push(await timed(() => kernel.changeLimits(changes)));
}
await kernel.uninstall();
console.log(JSON.stringify({ read, refresh }));
