/**
 * Checks what explorers verify a deployment by: the compiler's input that a deployment keeps, given to the compiler again, must make the very code that this repository
 * publishes. Then a dry run of the deployment as a process of its own, from the compiled contracts. Both compile, which takes a minute the first time.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import solc from "solc";
import { nodeRegistryBytecode, paymentChannelsBytecode } from "../chain/contracts.generated.ts";
import { compiledArtifacts } from "./deploy/artifacts.ts";

const published = { NodeRegistry: nodeRegistryBytecode, PaymentChannels: paymentChannelsBytecode };
interface Output {
  readonly contracts?: Readonly<
    Record<string, Readonly<Record<string, { readonly evm: { readonly bytecode: { readonly object: string } } }>>>
  >;
}

const artifacts = compiledArtifacts();
const made = new Map<string, Output>();
for (const [name, bytecode] of Object.entries(published)) {
  const build = await artifacts.getBuildInfo(name);
  if (build === undefined) throw new Error(`${name} has no build info; run: npx hardhat build --force`);
  const output = made.get(build.id) ?? (JSON.parse(solc.compile(JSON.stringify(build.input))) as Output);
  made.set(build.id, output);
  const { userSourceNameMap } = build as unknown as { readonly userSourceNameMap: Readonly<Record<string, string>> };
  const source = userSourceNameMap[`contracts/${name}.sol`] ?? "";
  const object = output.contracts?.[source]?.[name]?.evm.bytecode.object;
  if (`0x${object}` !== bytecode)
    throw new Error(`${name}: the kept input compiles to other code than is published; run: npx hardhat build --force`);
  console.log(`${name}: the kept input compiles to what is published (${(bytecode.length - 2) / 2} bytes)`);
}

const script = fileURLToPath(new URL("deploy.ts", import.meta.url));
const dry = spawnSync(process.execPath, [script, "base", "--dry-run"], { encoding: "utf8" });
const said = dry.status === 0 ? (JSON.parse(dry.stdout) as Readonly<Record<string, unknown>>) : {};
const isAddress = (value: unknown): boolean => typeof value === "string" && /^0x[0-9a-f]{40}$/.test(value);
if (said.dryRun !== true || said.chainId !== 8453 || !isAddress(said.nodeRegistry) || !isAddress(said.paymentChannels))
  throw new Error(`the dry run failed (${dry.status}): ${dry.stderr}${dry.stdout}`);
console.log(`dry run: NodeRegistry ${said.nodeRegistry}, PaymentChannels ${said.paymentChannels}`);
