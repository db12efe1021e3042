/** Runs every test: the Solidity ones by Hardhat, the TypeScript ones by vitest; ends with one line of totals. */
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeProgram } from "./build/program.ts";
import { keepCompiledCode } from "./compileCache.ts";

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (name: string) => join(root, "node_modules", ".bin", name);

/** Runs a command with its output shown as it comes, or at its end; resolves to its exit code and what it printed. */
function run(
  command: string,
  args: readonly string[],
  shown: "live" | "atEnd",
): Promise<{ code: number; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
    });
    let text = "";
    const keep = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
      text += chunk.toString("utf8");
      if (shown === "live") stream.write(chunk);
    };
    child.stdout.on("data", keep(process.stdout));
    child.stderr.on("data", keep(process.stderr));
    child.on("error", reject);
    child.on("close", (code) => {
      if (shown === "atEnd") process.stdout.write(text);
      resolve({ code: code ?? 1, text });
    });
  });
}

/** Reads `N passing`, `N failing`, `N skipped` from Hardhat's closing lines. */
function hardhatTotals(text: string, code: number): Totals {
  const last = (pattern: RegExp) => [...text.matchAll(pattern)].reduce((_, match) => Number(match[1]), 0);
  const failed = last(/(\d+) failing/g);
  return {
    passed: last(/(\d+) passing/g),
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: last(/(\d+) skipped/g),
  };
}

async function solidity(): Promise<Totals> {
  const { code, text } = await run(bin("hardhat"), ["test", "solidity"], "atEnd");
  return hardhatTotals(text, code);
}

async function typescript(filters: readonly string[]): Promise<Totals> {
  const folder = mkdtempSync(join(tmpdir(), "turnpike-test-"));
  const report = join(folder, "report.json");
  try {
    const { code } = await run(
      bin("vitest"),
      ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...filters],
      "live",
    );
    const parsed = JSON.parse(readFileSync(report, "utf8")) as {
      numPassedTests: number;
      numFailedTests: number;
      numFailedTestSuites: number;
      numPendingTests: number;
      numTodoTests: number;
    };
    const failed = Math.max(parsed.numFailedTests, parsed.numFailedTestSuites > 0 ? 1 : 0, code === 0 ? 0 : 1);
    return { passed: parsed.numPassedTests, failed, skipped: parsed.numPendingTests + parsed.numTodoTests };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

keepCompiledCode();
// The program is tested as it is shipped, all in one: from the sources, each of the hundreds of processes takes three times as long to start.
const built = join(root, "node_modules/.cache/turnpike");
rmSync(built, { recursive: true, force: true });
await writeProgram(built);
cpSync(join(root, "package.json"), join(built, "package.json"));
process.env.TURNPIKE_BUILT_PROGRAM = join(built, "cli/turnpike.js");
const filters = process.argv.slice(2);
async function everything(): Promise<readonly Totals[]> {
  // Thousands of fuzz runs keep every core busy: then one after the other. With few, half a minute of compiling on one core is most of it, and goes along.
  if (process.env.TURNPIKE_FUZZ_RUNS !== undefined) return [await solidity(), await typescript([])];
  return Promise.all([solidity(), typescript([])]);
}

const parts = filters.length > 0 ? [await typescript(filters)] : await everything();
const sum = (key: keyof Totals) => parts.reduce((total, part) => total + part[key], 0);
const failed = sum("failed");
const skipped = sum("skipped");
console.log(`${sum("passed")} passed, ${failed} failed, ${skipped} skipped`);
// Where the run must be complete (CI), a skipped test is a failed one.
process.exitCode = failed > 0 || (skipped > 0 && process.env.TURNPIKE_NO_SKIP === "1") ? 1 : 0;
