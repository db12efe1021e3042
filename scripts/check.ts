/** Runs every static check and says which failed: format and lint, types, the pure room's types, static analysis of the contracts, generated files, what deployments are verified by, unused code, architecture. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (name: string) => join(root, "node_modules", ".bin", name);

const steps: readonly { name: string; command: readonly [string, ...string[]] }[] = [
  { name: "format and lint", command: [bin("biome"), "check", "--error-on-warnings", "."] },
  { name: "types", command: [bin("tsc"), "--noEmit", "-p", "."] },
  { name: "types of protocol/ without Node", command: [bin("tsc"), "--noEmit", "-p", "protocol"] },
  { name: "types of web/, which knows the browser only", command: [bin("tsc"), "--noEmit", "-p", "web"] },
  { name: "types of api/, which knows no Node and no library", command: [bin("tsc"), "--noEmit", "-p", "api"] },
  {
    name: "types of the API's client up to date",
    command: [process.execPath, join(root, "scripts/generate-api-types.ts"), "--check"],
  },
  {
    name: "contract bindings up to date",
    command: [process.execPath, join(root, "scripts/generate-abi.ts"), "--check"],
  },
  {
    name: "deployments verifiable from what they keep",
    command: [process.execPath, join(root, "scripts/verifiable.ts")],
  },
  {
    name: "static analysis of the contracts",
    command: [bin("solhint"), "--noPoster", "--disc", "contracts/**/*.sol"],
  },
  { name: "unused code", command: [bin("knip")] },
  { name: "architecture", command: [bin("vitest"), "run", "test/architecture.test.ts"] },
];

const failed: string[] = [];
for (const { name, command } of steps) {
  const [program, ...args] = command;
  console.log(`\n== ${name}`);
  const started = performance.now();
  const result = spawnSync(program, args, { cwd: root, stdio: "inherit" });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`== ${name}: ${result.status === 0 ? "ok" : "FAILED"} in ${seconds} s`);
  if (result.status !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`\ncheck failed: ${failed.join(", ")}. Format and simple lint are mended by: npm run format`);
  process.exitCode = 1;
}
