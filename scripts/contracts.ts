/**
 * Everything that is known about the contracts, with its figures in a table at the end, all of them read from what ran (where one is not what was asked for, it fails): unit and fuzz tests and invariants in Solidity, the differential model, the gas
 * snapshot and the crash histories in TypeScript. `--deep` runs each fuzz test 100,000 times, longer of everything else, and then mutation testing, which says how long it
 * still takes and goes on where it was stopped (scripts/mutation.ts): an hour or two on two cores that do nothing else. `--json` prints the figures as one object; everything
 * else is on standard error then.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { figuresOf } from "./contracts/figures.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const deep = process.argv.includes("--deep");
const json = process.argv.includes("--json");
const runs = {
  fuzz: deep ? 100_000 : 5_000,
  invariant: deep ? 1_000 : 32,
  model: deep ? 2_000 : 100,
  crash: deep ? 100_000 : 10_000,
};
const folder = mkdtempSync(join(tmpdir(), "turnpike-contracts-"));
/** What tests write down of what they ran (test/support/measured.ts). */
const measuredFile = join(folder, "measured.jsonl");
const env = {
  ...process.env,
  NO_COLOR: "1",
  TURNPIKE_FUZZ_RUNS: `${runs.fuzz}`,
  TURNPIKE_INVARIANT_RUNS: `${runs.invariant}`,
  TURNPIKE_MODEL_RUNS: `${runs.model}`,
  TURNPIKE_CRASH_HISTORIES: `${runs.crash}`,
  TURNPIKE_MEASURED: measuredFile,
};

interface Ended {
  readonly code: number;
  readonly text: string;
  readonly seconds: number;
}

/** Shows the output as it comes and returns it. */
function run(name: string, program: string, args: readonly string[]): Promise<Ended> {
  const began = performance.now();
  console.error(`== ${name}`);
  const child = spawn(program, args, { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => {
    parts.push(part);
    (json ? process.stderr : process.stdout).write(part);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      resolve({
        code: code ?? 1,
        text: Buffer.concat(parts).toString(),
        seconds: Math.round((performance.now() - began) / 1_000),
      }),
    );
  });
}
const tool = (name: string) => join(root, "node_modules/.bin", name);

const solidity = await run("Solidity tests", tool("hardhat"), ["test", "solidity"]);
const typescript = await run("model, gas and crash histories", tool("vitest"), [
  ...["run", "test/contracts", "test/protocol/crashHistories.test.ts"],
]);
const mutation = deep
  ? await run("mutation testing", process.execPath, [join(root, "scripts/mutation.ts"), "--json"])
  : undefined;

const gas = JSON.parse(readFileSync(join(root, "test/snapshots/gas.json"), "utf8")) as Record<string, number>;
const { figures, faults } = figuresOf({
  solidity: solidity.text,
  typescript: typescript.text,
  mutation: mutation?.text,
  measured: existsSync(measuredFile) ? readFileSync(measuredFile, "utf8") : "",
  asked: runs,
  gas,
});
rmSync(folder, { recursive: true });
if (json) console.log(JSON.stringify(figures));
else {
  const width = Math.max(...figures.map(({ name }) => name.length));
  console.log(["", ...figures.map(({ name, figure }) => `${name.padEnd(width)}  ${figure}`)].join("\n"));
  const seconds = [solidity, typescript, ...(mutation === undefined ? [] : [mutation])].map((ended) => ended.seconds);
  console.log(`${"seconds".padEnd(width)}  ${seconds.join(" + ")}`);
}
for (const fault of faults) console.error(`figures: ${fault}`);
process.exit(solidity.code || typescript.code || (mutation?.code ?? 0) || (faults.length > 0 ? 1 : 0));
