/**
 * Everything that is known about the contracts, with its figures: unit and fuzz tests in Solidity, the differential model and the gas snapshot in TypeScript. `--deep`
 * runs each fuzz test 100,000 times and the model on 2,000 histories.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const deep = process.argv.includes("--deep");
const runs = {
  TURNPIKE_FUZZ_RUNS: deep ? "100000" : "5000",
  TURNPIKE_MODEL_RUNS: deep ? "2000" : "100",
};

/** Shows the output as it comes and returns it. */
function run(name: string, args: readonly string[]): { code: number; text: string } {
  const { status, stdout } = spawnSync(join(root, "node_modules/.bin", name), args, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 2 ** 28,
    env: { ...process.env, NO_COLOR: "1", ...runs },
  });
  process.stdout.write(stdout);
  return { code: status ?? 1, text: stdout };
}

const solidity = run("hardhat", ["test", "solidity"]);
const typescript = run("vitest", ["run", "test/contracts"]);

const count = (pattern: RegExp) => [...solidity.text.matchAll(pattern)].length;
console.log(
  [
    "",
    `unit tests passed: ${count(/✔ test_/g)}`,
    `fuzz tests passed: ${count(/✔ testFuzz_/g)}, ${runs.TURNPIKE_FUZZ_RUNS} runs each`,
    `histories against the model: ${runs.TURNPIKE_MODEL_RUNS}`,
    `gas: ${readFileSync(join(root, "test/snapshots/gas.json"), "utf8")
      .replaceAll(/[{}"\n]/g, "")
      .replaceAll(/\s+/g, " ")
      .trim()}`,
  ].join("\n"),
);
process.exit(solidity.code || typescript.code);
