/**
 * `npm run bench -- NAME [--json] [--strict] [--rounds N] [--bytes N] [--seed TEXT]`: measures one thing against its peers in one interleaved run. Progress goes
 * to standard error, at its end a list of the targets that were missed; with --json the last line of standard output is {"bench","rows"}. A missed target is
 * a result and no failure: it ends with 0, with --strict with 1. An unknown name lists the names and ends with 2.
 */
import { cpus } from "node:os";
import { commandLine } from "../scripts/commandLine.ts";
import { peerVersions } from "./peerVersions.ts";
import { type BenchOptions, missedTargets, type Row } from "./row.ts";

interface Bench {
  readonly peers: readonly string[];
  readonly load: () => Promise<{ run(options: BenchOptions): Promise<Row[]> }>;
}

const benches: Readonly<Record<string, Bench>> = {
  https: { peers: ["openssh-server", "shadowsocks-libev", "nginx-light", "curl"], load: () => import("./https.ts") },
  "https-latency": { peers: ["openssh-server", "shadowsocks-libev"], load: () => import("./https-latency.ts") },
  failover: { peers: ["nginx-light"], load: () => import("./failover.ts") },
  paying: { peers: ["nginx-light", "curl"], load: () => import("./paying.ts") },
  vouchers: { peers: ["viem"], load: () => import("./vouchers.ts") },
  api: { peers: ["fastify", "@electric-sql/pglite"], load: () => import("./api.ts") },
  explorer: { peers: ["playwright-core"], load: () => import("./explorer.ts") },
  "api-memory": { peers: ["postgresql-15"], load: () => import("./apiMemory.ts") },
  takeover: { peers: ["postgresql-15"], load: () => import("./takeover.ts") },
  draw: { peers: ["@electric-sql/pglite"], load: () => import("./draw.ts") },
  // Its peer is installed by the bench itself, outside this folder.
  backfill: { peers: [], load: () => import("./backfill.ts") },
  wireguard: {
    peers: ["wireguard-go", "wireguard-tools", "nftables", "nginx-light", "curl"],
    load: () => import("./wireguard.ts"),
  },
  leaks: { peers: ["wireguard-go", "nftables"], load: () => import("./leaks.ts") },
  reputation: { peers: [], load: () => import("./reputation.ts") },
  probe: { peers: ["curl"], load: () => import("./probe.ts") },
  size: { peers: [], load: () => import("./size.ts") },
};

const { values, positionals } = commandLine("bench", {
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    strict: { type: "boolean", default: false },
    rounds: { type: "string", default: "3" },
    bytes: { type: "string", default: String(2 ** 30) },
    seed: { type: "string", default: "turnpike" },
  },
});

function wholeNumber(name: string, given: string, least: number, most: number): number {
  const value = Number(given);
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  console.error(`bench: --${name} takes a whole number from ${least} to ${most}, not "${given}"`);
  process.exit(2);
}

const [name = ""] = positionals;
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench === undefined || positionals.length !== 1) {
  console.error(`bench: give one name of ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}

const say = (line: string) => process.stderr.write(`${line}\n`);
const options: BenchOptions = {
  rounds: wholeNumber("rounds", values.rounds, 1, 1_000),
  bytes: wholeNumber("bytes", values.bytes, 1_000_000, 2 ** 32),
  seed: values.seed,
  say,
};
const processors = cpus();
say(`machine: ${processors.length} x ${processors[0]?.model.trim() ?? "unknown"}, ${process.platform} ${process.arch}`);
say(`node: ${process.version}; seed: ${options.seed}; rounds: ${options.rounds}`);
say(`peers: ${(await peerVersions(bench.peers)).join(", ") || "none"}`);

const { run } = await bench.load();
const rows = await run(options);
const width = Math.max(...rows.map((row) => row.name.length));
for (const row of rows) {
  const figures = `ours ${row.ours}  peer ${row.peer}  ratio ${row.ratio}  target ${row.target}`;
  say(`${row.met ? "met   " : "MISSED"}  ${row.name.padEnd(width)}  ${figures}`);
}
const missed = missedTargets(rows);
say(
  missed.length === 0 ? `all ${rows.length} targets are met` : `${missed.length} of ${rows.length} targets are missed:`,
);
for (const line of missed) say(`  ${line}`);
if (missed.length > 0) say("what the profiles show of them: docs/performance.md");
if (values.strict && missed.length > 0) process.exitCode = 1;
if (values.json) process.stdout.write(`${JSON.stringify({ bench: name, rows })}\n`);
