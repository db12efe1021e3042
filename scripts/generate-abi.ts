/** Compiles the contracts and writes chain/contracts.generated.ts: ABIs and bytecode. `--check` changes nothing and fails when the file is stale. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = join(root, "chain/contracts.generated.ts");
const contracts = [
  { name: "PaymentChannels", source: "contracts/PaymentChannels.sol" },
  { name: "NodeRegistry", source: "contracts/NodeRegistry.sol" },
  { name: "TestStablecoin", source: "contracts/test/TestStablecoin.sol" },
] as const;

const build = spawnSync(join(root, "node_modules/.bin/hardhat"), ["build", "--quiet"], { cwd: root, encoding: "utf8" });
if (build.status !== 0) {
  process.stderr.write(build.stdout + build.stderr);
  process.exit(build.status ?? 1);
}
const parts = contracts.map(({ name, source }) => {
  const artifact = JSON.parse(readFileSync(join(root, "artifacts", source, `${name}.json`), "utf8")) as {
    abi: unknown;
    bytecode: string;
  };
  const prefix = name.charAt(0).toLowerCase() + name.slice(1);
  return [
    `export const ${prefix}Abi = ${JSON.stringify(artifact.abi, null, 1)} as const;`,
    `export const ${prefix}Bytecode: \`0x\${string}\` = "${artifact.bytecode}";`,
  ].join("\n");
});
const text = `/* Written by scripts/generate-abi.ts from the contracts; do not edit. */\n${parts.join("\n")}\n`;

if (process.argv.includes("--check")) {
  let current = "";
  try {
    current = readFileSync(target, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  if (current !== text) {
    console.error("chain/contracts.generated.ts is stale; run: node scripts/generate-abi.ts");
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
  console.log("wrote chain/contracts.generated.ts");
}
