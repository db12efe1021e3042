/**
 * `npm run bench -- leaks` (root): 12 states of the whole-machine tunnel and 9 kinds of traffic, packets in clear on the router next to the closed machine. Prints
 * the table, and fails upon any leak; what is compared with is the same machine with the switch off, which must leak. `--rounds` and `--bytes` have no meaning here.
 */
import { runLeakMatrix } from "./lab/leakMatrix.ts";
import { faultsOf, renderMatrix } from "./lab/leakVerdict.ts";
import { type BenchOptions, type Row, row } from "./row.ts";

const probesPerKind = 150;
const fewestProbes = 10_000;

export async function run({ say }: BenchOptions): Promise<Row[]> {
  const matrix = await runLeakMatrix(probesPerKind, say);
  say(renderMatrix(matrix));
  const probes = matrix.rows.reduce((sum, cells) => sum + cells.probes, 0);
  const faults = faultsOf(matrix);
  if (faults.length > 0) throw new Error(faults.join("\n"));
  const leaks = (list: typeof matrix.rows) =>
    list.reduce((sum, { leaked }) => sum + Object.values(leaked).reduce((all, count) => all + count, 0), 0);
  return [
    row("packets in clear in all states, against the switch off", leaks(matrix.rows), leaks(matrix.control), {
      atMost: 0,
    }),
    row("probes sent, against the fewest that count", probes, fewestProbes, { atLeast: 1 }),
  ];
}
