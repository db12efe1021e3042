import { expect, it } from "vitest";
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
const runs = { fuzz: 5_000, invariant: 32, model: 100, crash: 10_000 };
const named = (mutation?: string) =>
  new Map(
    figuresOf({ solidity, typescript, mutation, runs, gas: { release: 11_480 } }).map(({ name, figure }) => [
      name,
      figure,
    ]),
  );

it("counts what passed and how often each ran", () => {
  const figures = named();
  expect(figures.get("unit tests")).toBe("1 passed");
  expect(figures.get("fuzz tests")).toBe("2 passed, 5,000 runs each: 10,000 runs");
  expect(figures.get("invariants")).toContain("1 held, 32 histories of 100 calls each: 3,200 calls");
  expect(figures.get("failed in Solidity")).toBe("1");
  expect(figures.get("failed in TypeScript")).toBe("2");
  expect(figures.get("gas: release")).toBe("11,480");
  expect(figures.has("mutation score")).toBe(false);
});

it("reads the mutation score from its last line", () => {
  const of = { mutants: 1_200, tried: 1_200, killed: 1_080, survived: 20, equal: 90, score: 0.98, unexplained: ["a"] };
  const figures = named(`some progress\n${JSON.stringify(of)}\n`);
  expect(figures.get("mutation score")).toBe("98.0%: 1,080 of 1,100 faults noticed, 1 of the others not explained");
  expect(figures.get("mutants")).toBe("1,200 of 1,200 tried, 90 of them the same bytecode");
});
