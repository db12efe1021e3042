import { describe, expect, it } from "vitest";
import { runLeakMatrix } from "../../bench/lab/leakMatrix.ts";
import { faultsOf, renderMatrix, states } from "../../bench/lab/leakVerdict.ts";
import { have } from "../support/run.ts";
import { noTunnels } from "../support/tunnelNeeds.ts";

const reason = noTunnels ?? (["ping", "ps", "perl"].every(have) ? undefined : "needs ping, ps and perl");
const probesPerKind = 20;

describe.skipIf(reason !== undefined)(`the leak matrix${reason === undefined ? "" : ` (skipped: ${reason})`}`, () => {
  it("counts no packet in clear of any kind in any state, where the tunnel lives with its answers, and many with the switch off", {
    timeout: 300_000,
  }, async () => {
    const matrix = await runLeakMatrix(probesPerKind, () => {});
    expect(faultsOf(matrix), renderMatrix(matrix)).toEqual([]);
    expect(matrix.rows.map(({ state }) => state)).toEqual(states);
    for (const { probes } of matrix.rows) expect(probes).toBe(200);
  });
});
