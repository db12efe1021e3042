import { describe, expect, it } from "vitest";
import { kinds, renderMatrix, runLeakMatrix, type State, states } from "../../bench/lab/leakMatrix.ts";
import { seededBytes } from "../../bench/seededBytes.ts";
import { have } from "../support/run.ts";
import { noTunnels } from "../support/tunnelNeeds.ts";

const reason = noTunnels ?? (["ping", "ps", "perl"].every(have) ? undefined : "needs ping, ps and perl");
/** Which states are looked at: the whole matrix is `npm run bench -- leaks`. */
const seed = process.env.TURNPIKE_LEAK_SEED ?? "turnpike";
const drawn = 4;

const order = seededBytes(seed, states.length);
const picked: readonly State[] = states
  .map((state, index) => ({ state, at: order[index] ?? 0 }))
  .sort((a, b) => a.at - b.at)
  .slice(0, drawn)
  .map(({ state }) => state);

describe.skipIf(reason !== undefined)(
  `the leak matrix, ${drawn} states drawn by seed ${seed}${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    it("counts no packet in clear of any kind, and many with the switch off", { timeout: 240_000 }, async () => {
      const matrix = await runLeakMatrix(picked, 20, () => {});
      const table = renderMatrix(matrix);
      expect(matrix.rows.map(({ state }) => state).sort(), table).toEqual([...picked].sort());
      for (const { leaked, probes } of matrix.rows) {
        expect(probes).toBe(140);
        expect(Object.values(leaked), table).toEqual([...kinds, "other"].map(() => 0));
      }
      for (const { leaked } of matrix.control) for (const kind of kinds) expect(leaked[kind], table).toBeGreaterThan(0);
    });
  },
);
