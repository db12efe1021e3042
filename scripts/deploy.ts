/**
 * Deploys both contracts on a chain of deployments/parameters/, by Hardhat Ignition and CREATE2, and writes deployments/NAME.json, which `--network NAME` opens.
 *   npm run deploy -- NAME --dry-run
 *   npm run deploy -- NAME --rpc URL --keystore FILE --fee-sink 0xADDRESS
 * A dry run does all of it on a local chain made to look like that one, and writes nothing. docs/deploy.md says what to look at before and after.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Network } from "../chain/network.ts";
import { CodedError } from "../protocol/errors.ts";
import { type Address, parseAddress } from "../protocol/ids.ts";
import { processIo } from "../runtime/command.ts";
import { RuntimeError } from "../runtime/errors.ts";
import { openKeystore } from "../runtime/keystore.ts";
import { readPassword } from "../runtime/password.ts";
import { commandLine } from "./commandLine.ts";
import { compiledArtifacts } from "./deploy/artifacts.ts";
import { deployOn } from "./deploy/deployTurnpike.ts";
import { openLocalShape } from "./deploy/localShape.ts";
import { type ChainParameters, loadParameters, parameterNames } from "./deploy/parameters.ts";
import { deployPublicly } from "./deploy/publicDeployment.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values, positionals } = commandLine("deploy", {
  allowPositionals: true,
  options: {
    "dry-run": { type: "boolean", default: false },
    rpc: { type: "string" },
    keystore: { type: "string" },
    "password-file": { type: "string" },
    "fee-sink": { type: "string" },
    "deployment-block": { type: "string" },
  },
});
const say = (text: string) => process.stderr.write(`${text}\n`);
const needed = (option: "rpc" | "keystore" | "fee-sink"): string => {
  const value = values[option];
  if (value === undefined)
    throw new RuntimeError("CONFIG_INVALID", `a deployment needs --${option}; or give --dry-run`);
  return value;
};

async function dryRun(parameters: ChainParameters): Promise<Network> {
  say("compiling the contracts, which takes minutes the first time");
  const artifacts = compiledArtifacts();
  say(`making a local chain that looks like ${parameters.name}`);
  const shape = await openLocalShape(parameters);
  try {
    const { provider, accounts } = shape;
    // Fees of a dry run are nobody's: any address that is not zero does.
    const feeSink = values["fee-sink"] === undefined ? (accounts.at(-1) as Address) : parseAddress(values["fee-sink"]);
    return await deployOn({ parameters, feeSink, provider, accounts, artifacts });
  } finally {
    await shape.close();
  }
}

async function deployFor(parameters: ChainParameters): Promise<Network> {
  const [rpcUrl, keystore, feeSink] = [needed("rpc"), needed("keystore"), parseAddress(needed("fee-sink"))];
  const given = values["deployment-block"];
  if (given !== undefined && !/^\d{1,15}$/.test(given))
    throw new RuntimeError("CONFIG_INVALID", `--deployment-block takes a block number, not "${given}"`);
  const deploymentBlock = given === undefined ? undefined : Number(given);
  const password = await readPassword(processIo(), {
    file: values["password-file"],
    prompt: "password of the deployer's keystore",
  });
  say("compiling the contracts, which takes minutes the first time");
  const artifacts = compiledArtifacts();
  say(
    `deploying on ${parameters.name}; the journal and the compiler's input are kept in deployments/${parameters.name}`,
  );
  const deployerKey = await openKeystore(keystore, password);
  const folder = join(root, "deployments");
  return deployPublicly({ parameters, feeSink, rpcUrl, deployerKey, artifacts, folder, deploymentBlock });
}

try {
  const [name] = positionals;
  if (name === undefined || positionals.length !== 1)
    throw new RuntimeError("CONFIG_INVALID", `name one chain: ${parameterNames().join(", ")}, or a file like theirs`);
  const parameters = await loadParameters(name);
  const network = values["dry-run"] ? await dryRun(parameters) : await deployFor(parameters);
  process.stdout.write(`${JSON.stringify({ dryRun: values["dry-run"], ...network })}\n`);
  process.exit(0);
} catch (error) {
  const coded = error instanceof CodedError ? error : undefined;
  say(
    `deploy: ${error instanceof Error ? error.message : String(error)}${coded === undefined ? "" : ` [${coded.code}]`}`,
  );
  process.exit(coded?.exitCode ?? 1);
}
