/**
 * Mutation testing of the contracts: puts one small fault after the other into their Solidity and asks whether a test fails. What survives is listed in
 * test/contracts/mutation.md with the reason why it is no fault that a test could show.
 *
 * `--only PATH` takes the files whose path begins so; `--sample N` tries N of the faults, drawn with `--seed S` (1); `--jobs N` works in so many processes (2). Verdicts are kept in cache/mutation until the code of the
 * contracts changes (their comments may), so that a run that was stopped goes on where it was; what survived is tried again when the tests have changed. `--json` prints one object for machines.
 * Fails below 90%, and when something survives that mutation.md does not explain.
 */
import { fork, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, globSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Battery } from "./mutation/battery.ts";
import { Compiler } from "./mutation/compile.ts";
import { Judge, targets, type Verdict } from "./mutation/judge.ts";
import { type Mutant, mutantsOf } from "./mutation/mutants.ts";
import { explainedIn, nameOf, wilson } from "./mutation/report.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const required = 0.9;
const { values } = parseArgs({
  options: {
    sample: { type: "string" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "contracts/" },
    jobs: { type: "string", default: "2" },
    part: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hashOf = (pattern: string): string =>
  sha256(
    globSync(pattern, { cwd: root })
      .sort()
      .map((path) => `${path}\0${codeOf(readFileSync(join(root, path), "utf8"))}`)
      .join("\0"),
  );
/** Without comments, and with the same space everywhere. */
const codeOf = (source: string): string => source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, " ").replace(/\s+/g, " ");
const tests = hashOf("test/contracts/**/*.sol").slice(0, 16);
const folder = join(root, "cache/mutation");
const file = join(folder, `${hashOf("contracts/**/*.sol").slice(0, 16)}.jsonl`);

interface Record {
  readonly key: string;
  readonly tests: string;
  readonly verdict: Verdict;
}
/** What it is called wherever comments put it: by its number among all of its file. */
const keyOf = (mutant: Mutant): string => keys.get(mutant) as string;

function kept(): ReadonlyMap<string, Verdict> {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
  const records = lines.map((line) => JSON.parse(line) as Record);
  return new Map(
    records
      .filter((record) => record.verdict.kind !== "survived" || record.tests === tests)
      .map(({ key, verdict }) => [key, verdict]),
  );
}

const compiler = new Compiler(root);
const needs = new Map<string, string[]>();
const trees = new Map<string, unknown>();
for (const { source } of targets) {
  for (const [path, tree] of compiler.trees(source)) {
    if (!path.startsWith("contracts/") || path.startsWith("contracts/interfaces/")) continue;
    needs.set(path, [...(needs.get(path) ?? []), source]);
    trees.set(path, tree);
  }
}
const keys = new Map<Mutant, string>();
const numbered = (path: string, tree: unknown): readonly Mutant[] => {
  const found = mutantsOf(path, compiler.source(path), tree);
  for (const [index, mutant] of found.entries()) keys.set(mutant, `${path}:${index}:${mutant.replacement}`);
  return found;
};
/** In an order that hangs on the seed alone: any beginning of it is a fair sample. */
const mutants = [...trees]
  .filter(([path]) => path.startsWith(values.only))
  .flatMap(([path, tree]) => numbered(path, tree))
  .map((mutant) => ({ mutant, place: sha256(`${values.seed} ${keyOf(mutant)}`) }))
  .sort((a, b) => a.place.localeCompare(b.place))
  .map(({ mutant }) => mutant);
const chosen = mutants.slice(0, values.sample === undefined ? mutants.length : Number(values.sample));

if (values.part !== undefined) {
  const [part = 0, of = 1] = values.part.split("/").map(Number);
  const judge = new Judge(compiler, await Battery.open(root), needs);
  if (part === 0) await judge.requireSound();
  const known = kept();
  for (const [index, mutant] of chosen.entries()) {
    if (index % of !== part || known.has(keyOf(mutant))) continue;
    const verdict = await judge.judge(mutant);
    const record: Record = { key: keyOf(mutant), tests, verdict };
    appendFileSync(file, `${JSON.stringify(record)}\n`);
  }
  process.exit(0);
}

/** The tests load compiled code from artifacts/, which a fresh clone does not have and which may be older than the sources. */
const build = spawnSync(join(root, "node_modules/.bin/hardhat"), ["build"], { cwd: root, stdio: ["ignore", 2, 2] });
if (build.status !== 0)
  throw new Error("the contracts do not compile; mend what `npx hardhat build` says, then run this again");
mkdirSync(folder, { recursive: true });
const done = (): number => chosen.filter((mutant) => known.has(keyOf(mutant))).length;
let known = kept();
const began = Date.now();
const before = done();
const progress = setInterval(() => {
  known = kept();
  const rate = (done() - before) / (Date.now() - began);
  const left = rate > 0 ? `, about ${Math.ceil((chosen.length - done()) / rate / 60_000)} minutes left` : "";
  process.stderr.write(`mutation: ${done()} of ${chosen.length}${left}\n`);
}, 30_000);
const jobs = Math.max(1, Number(values.jobs));
const codes = await Promise.all(
  Array.from({ length: jobs }, (_, part) => {
    const options = ["--seed", values.seed, "--only", values.only, "--part", `${part}/${jobs}`];
    const sample = values.sample === undefined ? [] : ["--sample", values.sample];
    const child = fork(fileURLToPath(import.meta.url), [...options, ...sample], { stdio: ["ignore", 2, 2, "ipc"] });
    return new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
  }),
);
clearInterval(progress);
if (codes.some((code) => code !== 0)) throw new Error("a process of the mutation run failed; see above");

known = kept();
const of = (kind: Verdict["kind"]): readonly Mutant[] =>
  chosen.filter((mutant) => known.get(keyOf(mutant))?.kind === kind);
const survivors = of("survived");
const counted = of("killed").length + survivors.length;
const score = of("killed").length / counted;
const [low, high] = chosen.length === mutants.length ? [score, score] : wilson(of("killed").length, counted);
const explained = explainedIn(readFileSync(join(root, "test/contracts/mutation.md"), "utf8"));
const unexplained = survivors
  .map((mutant) => nameOf(mutant, compiler.source(mutant.file)))
  .filter((name) => !explained.has(name));
const percent = (value: number): string => `${(value * 100).toFixed(1)}%`;
if (values.json) {
  console.log(
    JSON.stringify({
      ...{ mutants: mutants.length, tried: chosen.length, killed: of("killed").length, survived: survivors.length },
      ...{ equal: of("equal").length, invalid: of("invalid").length, score, low, high, unexplained },
    }),
  );
} else {
  const interval = chosen.length === mutants.length ? "" : ` (95% interval ${percent(low)} to ${percent(high)})`;
  console.log(
    [
      `mutation: ${percent(score)}${interval} of ${counted} faults noticed; ${survivors.length} survived, of which ${unexplained.length} are not explained`,
      `  ${chosen.length} of ${mutants.length} tried: ${of("equal").length} made the same bytecode, ${of("invalid").length} did not compile`,
      ...unexplained.map((name) => `  survived: ${name}`),
    ].join("\n"),
  );
}
process.exit(score >= required && unexplained.length === 0 ? 0 : 1);
