/** What the runs of the contracts' tests amount to, read from what they printed. Pure. */
interface Runs {
  readonly fuzz: number;
  readonly invariant: number;
  readonly model: number;
  readonly crash: number;
}

export interface Figure {
  readonly name: string;
  readonly figure: string;
}

interface Mutation {
  readonly mutants: number;
  readonly tried: number;
  readonly killed: number;
  readonly survived: number;
  readonly equal: number;
  readonly score: number;
  readonly unexplained: readonly string[];
}

/** Calls of one history of an invariant (hardhat.config.ts). */
const depth = 100;
const grouped = (value: number): string => value.toLocaleString("en-US");

export function figuresOf(of: {
  readonly solidity: string;
  readonly typescript: string;
  readonly mutation: string | undefined;
  readonly runs: Runs;
  readonly gas: Readonly<Record<string, number>>;
}): readonly Figure[] {
  const { runs } = of;
  const passed = (name: string): number => [...of.solidity.matchAll(new RegExp(`✔ ${name}`, "g"))].length;
  const failed = Number(/^\s*(\d+) failing/m.exec(of.solidity)?.[1] ?? 0);
  const [units, fuzz, invariants] = [passed("test_"), passed("testFuzz_"), passed("invariant_")];
  const failedHere = Number(/^\s*Tests\s+(\d+) failed/m.exec(of.typescript)?.[1] ?? 0);
  const calls = invariants * runs.invariant * depth;
  const last = of.mutation?.trim().split("\n").at(-1);
  const mutation = last?.startsWith("{") === true ? (JSON.parse(last) as Mutation) : undefined;
  return [
    { name: "unit tests", figure: `${units} passed` },
    {
      name: "fuzz tests",
      figure: `${fuzz} passed, ${grouped(runs.fuzz)} runs each: ${grouped(fuzz * runs.fuzz)} runs`,
    },
    {
      name: "invariants",
      figure: `${invariants} held, ${grouped(runs.invariant)} histories of ${depth} calls each: ${grouped(calls)} calls, 0 reverted (one would fail)`,
    },
    { name: "failed in Solidity", figure: `${failed}` },
    { name: "failed in TypeScript", figure: `${failedHere}` },
    { name: "histories against the model", figure: grouped(runs.model) },
    { name: "crash histories", figure: grouped(runs.crash) },
    ...(mutation === undefined
      ? []
      : [
          {
            name: "mutation score",
            figure: `${(mutation.score * 100).toFixed(1)}%: ${grouped(mutation.killed)} of ${grouped(mutation.killed + mutation.survived)} faults noticed, ${mutation.unexplained.length} of the others not explained`,
          },
          {
            name: "mutants",
            figure: `${grouped(mutation.tried)} of ${grouped(mutation.mutants)} tried, ${mutation.equal} of them the same bytecode`,
          },
        ]),
    ...Object.entries(of.gas).map(([step, gas]) => ({ name: `gas: ${step}`, figure: grouped(gas) })),
  ];
}
