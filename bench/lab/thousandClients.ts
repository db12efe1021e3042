/**
 * An exit's rules with a thousand clients, in the network namespace that this is run in: `node bench/lab/thousandClients.ts TURNS` prints how many milliseconds
 * each turn took to {read} what every client moved and to {refresh} every client's limit, as lists in one line of JSON.
 */
import { labClient, openLabKernel, timed } from "./labClients.ts";

const clients = Array.from({ length: 1_000 }, (_, count) => labClient(count));
const turns = Number(process.argv[2] ?? "1");
const kernel = await openLabKernel(clients.length);
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
