/** What the runs of the contracts' tests amount to, read from what they printed and from what they wrote down (test/support/measured.ts). Pure. */
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

/** Names that the tests write down; each step of gas is `gas: STEP`. */
export const histories = { model: "histories against the model", crash: "crash histories" } as const;

export function figuresOf(of: {
  readonly solidity: string;
  readonly typescript: string;
  readonly mutation: string | undefined;
  /** Lines of `{name, value}`. */
  readonly measured: string;
  /** How often each should have run. */
  readonly asked: Runs;
  /** The committed snapshot. */
  readonly gas: Readonly<Record<string, number>>;
}): { readonly figures: readonly Figure[]; readonly faults: readonly string[] } {
  const { asked } = of;
  const units = [...of.solidity.matchAll(/✔ test_/g)].length;
  const failed = Number(/^\s*(\d+) failing/m.exec(of.solidity)?.[1] ?? 0);
  const failedHere = Number(/^\s*Tests\s+(\d+) failed/m.exec(of.typescript)?.[1] ?? 0);
  const [fuzz, invariants] = [runsOf(of.solidity, "testFuzz_"), runsOf(of.solidity, "invariant_")];
  const lines = of.measured.split("\n").filter((line) => line !== "");
  const measured = new Map(
    lines.map((line) => JSON.parse(line) as { name: string; value: number }).map(({ name, value }) => [name, value]),
  );
  const last = of.mutation?.trim().split("\n").at(-1);
  const mutation = last?.startsWith("{") === true ? (JSON.parse(last) as Mutation) : undefined;
  const faults = [
    ...[...fuzz, ...invariants].flatMap(({ name, runs }) => {
      const most = name.startsWith("testFuzz_") ? asked.fuzz : asked.invariant;
      return runs === most ? [] : [`${name} ran ${runs} times instead of ${most}`];
    }),
    ...(units === 0 || fuzz.length === 0 || invariants.length === 0 ? ["Solidity tests of a kind are missing"] : []),
    ...(["model", "crash"] as const).flatMap((kind) => {
      const value = measured.get(histories[kind]);
      return value === asked[kind] ? [] : [`${histories[kind]}: ${value ?? "none"} instead of ${asked[kind]}`];
    }),
    ...Object.entries(of.gas).flatMap(([step, gas]) => {
      const value = measured.get(`gas: ${step}`);
      return value === gas ? [] : [`gas: ${step}: ${value ?? "not measured"} instead of ${gas}`];
    }),
  ];
  const figures = tableOf({ units, fuzz, invariants, failed, failedHere, measured, mutation });
  return { figures, faults };
}

interface Ran {
  readonly name: string;
  readonly runs: number;
}
/** Every test of the kind that passed, with how often it says that it ran. */
const runsOf = (solidity: string, kind: string): readonly Ran[] =>
  [...solidity.matchAll(new RegExp(`✔ (${kind}\\w+)\\(.*$`, "gm"))].map(([line, name = ""]) => ({
    name,
    runs: Number(/\(runs: (\d+)\)\s*$/.exec(line)?.[1] ?? 0),
  }));
const sumOf = (ran: readonly Ran[]): number => ran.reduce((sum, { runs }) => sum + runs, 0);
/** "5,000 runs each", or from the least to the most. */
function eachOf(ran: readonly Ran[], what: string): string {
  const runs = ran.map((one) => one.runs);
  const [least, most] = [Math.min(...runs), Math.max(...runs)];
  return least === most ? `${grouped(most)} ${what} each` : `${grouped(least)} to ${grouped(most)} ${what} each`;
}

function tableOf(of: {
  readonly units: number;
  readonly fuzz: readonly Ran[];
  readonly invariants: readonly Ran[];
  readonly failed: number;
  readonly failedHere: number;
  readonly measured: ReadonlyMap<string, number>;
  readonly mutation: Mutation | undefined;
}): readonly Figure[] {
  const { fuzz, invariants, mutation } = of;
  return [
    { name: "unit tests", figure: `${of.units} passed` },
    {
      name: "fuzz tests",
      figure: `${fuzz.length} passed, ${eachOf(fuzz, "runs")}: ${grouped(sumOf(fuzz))} runs`,
    },
    {
      name: "invariants",
      figure: `${invariants.length} held, ${eachOf(invariants, "histories")}, of ${depth} calls: ${grouped(sumOf(invariants) * depth)} calls, of which none may revert`,
    },
    { name: "failed in Solidity", figure: `${of.failed}` },
    { name: "failed in TypeScript", figure: `${of.failedHere}` },
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
    ...[...of.measured].map(([name, value]) => ({ name, figure: grouped(value) })),
  ];
}
