import { describe, expect, it } from "vitest";
import { figuresOf } from "../../scripts/contracts/figures.ts";

const solidity = `
  test/contracts/PaymentChannels/collect.t.sol:CollectTest
    ✔ test_paysOnce()
    ✔ testFuzz_keepsTheRest(uint96) (runs: 5000)
    ✔ testFuzz_paysAll(uint96) (runs: 5000)
    1) test_failsHere()
  test/contracts/invariants/payments.t.sol:PaymentsInvariants
    ✔ invariant_I1_solvency() (runs: 32)

  4 passing
  1 failing
`;
const typescript = `
 Test Files  1 failed | 2 passed (3)
      Tests  2 failed | 40 passed (42)
`;
const asked = { fuzz: 5_000, invariant: 32, model: 100, crash: 10_000 };
const written = (values: Readonly<Record<string, number>>) =>
  Object.entries(values)
    .map(([name, value]) => `${JSON.stringify({ name, value })}\n`)
    .join("");
const all = { "histories against the model": 100, "crash histories": 10_000, "gas: release": 11_480 };
const judged = (of: { mutation?: string; solidity?: string; measured?: Readonly<Record<string, number>> } = {}) => {
  const { figures, faults } = figuresOf({
    ...{ solidity: of.solidity ?? solidity, typescript, mutation: of.mutation, asked, gas: { release: 11_480 } },
    measured: written(of.measured ?? all),
  });
  return { faults, figures: new Map(figures.map(({ name, figure }) => [name, figure])) };
};

it("counts what passed and how often each ran", () => {
  const { figures, faults } = judged();
  expect(figures.get("unit tests")).toBe("1 passed");
  expect(figures.get("fuzz tests")).toBe("2 passed, 5,000 runs each: 10,000 runs");
  expect(figures.get("invariants")).toContain("1 held, 32 histories each, of 100 calls: 3,200 calls");
  expect(figures.get("failed in Solidity")).toBe("1");
  expect(figures.get("failed in TypeScript")).toBe("2");
  expect(figures.get("gas: release")).toBe("11,480");
  expect(figures.get("crash histories")).toBe("10,000");
  expect(figures.has("mutation score")).toBe(false);
  expect(faults).toEqual([]);
});

describe("a run that is not what was asked for", () => {
  it("is a fault where a fuzz test or an invariant ran another number of times, or does not say it", () => {
    const seldom = judged({ solidity: solidity.replace("(uint96) (runs: 5000)", "(uint96) (runs: 256)") });
    expect(seldom.faults).toEqual(["testFuzz_keepsTheRest ran 256 times instead of 5000"]);
    expect(seldom.figures.get("fuzz tests")).toBe("2 passed, 256 to 5,000 runs each: 5,256 runs");
    const silent = judged({ solidity: solidity.replace(" (runs: 32)", "") });
    expect(silent.faults).toEqual(["invariant_I1_solvency ran 0 times instead of 32"]);
  });

  it("is a fault where no invariant ran", () => {
    const none = judged({ solidity: solidity.replace("invariant_", "other_") });
    expect(none.faults).toEqual(["Solidity tests of a kind are missing"]);
  });

  it("is a fault where histories are fewer, or were not told", () => {
    expect(judged({ measured: { ...all, "crash histories": 9_999 } }).faults).toEqual([
      "crash histories: 9999 instead of 10000",
    ]);
    const { "histories against the model": _, ...rest } = all;
    expect(judged({ measured: rest }).faults).toEqual(["histories against the model: none instead of 100"]);
  });

  it("is a fault where gas is not that of the snapshot", () => {
    expect(judged({ measured: { ...all, "gas: release": 11_479 } }).faults).toEqual([
      "gas: release: 11479 instead of 11480",
    ]);
  });
});

it("reads the mutation score from its last line", () => {
  const of = { mutants: 1_200, tried: 1_200, killed: 1_080, survived: 20, equal: 90, score: 0.98, unexplained: ["a"] };
  const { figures } = judged({ mutation: `some progress\n${JSON.stringify(of)}\n` });
  expect(figures.get("mutation score")).toBe("98.0%: 1,080 of 1,100 faults noticed, 1 of the others not explained");
  expect(figures.get("mutants")).toBe("1,200 of 1,200 tried, 90 of them the same bytecode");
});
