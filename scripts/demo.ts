/**
 * `npm run demo`: the whole market once, on this machine, with nothing simulated: separate processes, real TCP and TLS, EVM transactions, SQL.
 * `-- --json` makes the last line of standard output one JSON object; `--bytes N` sets the size of the download, `--nodes N` the number of exits.
 * `--hops 2` puts an entry before the exit.
 * `--transport wireguard` (root) sends a whole machine through one exit, each in a network namespace of its own.
 */
import { CodedError, toWire } from "../protocol/errors.ts";
import { commandLine } from "./commandLine.ts";
import { keepCompiledCode } from "./compileCache.ts";
import { type DemoMarket, openHttpsMarket, openWireguardMarket } from "./demo/demoMarket.ts";
import { walk } from "./demo/walk.ts";

const { values } = commandLine("demo", {
  options: {
    json: { type: "boolean", default: false },
    bytes: { type: "string", default: "200000000" },
    nodes: { type: "string" },
    hops: { type: "string", default: "1" },
    transport: { type: "string", default: "https" },
  },
});

function refuse(sentence: string): never {
  console.error(`demo: ${sentence}`);
  process.exit(2);
}

function wholeNumber(name: string, given: string, least: number, most: number): number {
  const value = Number(given);
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  return refuse(`--${name} takes a whole number from ${least} to ${most}, not "${given}"`);
}

const { transport } = values;
if (transport !== "https" && transport !== "wireguard")
  refuse(`--transport takes https or wireguard, not "${transport}"`);
const bytesAsked = wholeNumber("bytes", values.bytes, 1, 2_000_000_000);
const hops = wholeNumber("hops", values.hops, 1, 2) === 1 ? 1 : 2;
if (hops === 2 && transport === "https" && process.platform !== "linux")
  refuse("--hops 2 needs loopback addresses besides 127.0.0.1, which Linux has by itself; leave it out here");
const nodeCount = wholeNumber("nodes", values.nodes ?? "3", hops, 5);
if (transport === "wireguard" && values.nodes !== undefined && nodeCount !== 1)
  refuse("--transport wireguard shows one exit, with --hops 2 and an entry before it; leave --nodes out");

keepCompiledCode();
const started = performance.now();
const seconds = () => (performance.now() - started) / 1000;
const say = (step: string) => process.stderr.write(`[${seconds().toFixed(1).padStart(5)} s] ${step}\n`);

/** Says why it failed, in the way of every command: a sentence and a code, with --json the same as an object. Returns the exit code. */
function failed(error: unknown): number {
  const coded = error instanceof CodedError ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  console.error(`demo: ${message}${coded === undefined ? "" : ` [${coded.code}]`}`);
  if (values.json && coded !== undefined) process.stdout.write(`${JSON.stringify(toWire(coded))}\n`);
  return coded?.exitCode ?? 1;
}

// Ctrl-C while the market is still being opened ends its processes too, so opening fails and takes back what there was.
let interrupted: number | undefined;
let stop = (code: number): void => {
  interrupted ??= code;
};
process.on("SIGINT", () => stop(130));
process.on("SIGTERM", () => stop(143));

const opening: Promise<DemoMarket> =
  transport === "https"
    ? openHttpsMarket(nodeCount, bytesAsked, hops, say)
    : openWireguardMarket(bytesAsked, hops, say);
const market = await opening.catch((error: unknown) => process.exit(interrupted ?? failed(error)));
let ending = false;
const end = async (code: number) => {
  if (ending) return;
  ending = true;
  await market.close();
  process.exit(code);
};
stop = (code) => void end(code);
if (interrupted !== undefined) await end(interrupted);
try {
  const result = await walk(market, bytesAsked, seconds, say);
  say(result.sha256Match === true ? "the downloaded file has the origin's hash" : "THE HASHES DIFFER");
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  await end(result.sha256Match === true ? 0 : 1);
} catch (error) {
  if (!ending) await end(failed(error));
}
