/**
 * Memory and disk: resident memory of an idle exit and an idle client that hold an open, paid session between them, and what `npm install --global` of the
 * packed package puts on a disk. The peer of each row is the limit itself.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { residentMebibytes } from "./lab/cpuTime.ts";
import { openMarket } from "./lab/market.ts";
import { type BenchOptions, type Row, row } from "./row.ts";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const limits = { nodeMebibytes: 120, clientMebibytes: 100, installMegabytes: 80 };
/** Long enough for the pool to be full and start-up's garbage to be collected if anything ever does. */
const idleMilliseconds = 20_000;

export async function run({ say }: BenchOptions): Promise<Row[]> {
  const dir = mkdtempSync(join(tmpdir(), "turnpike-bench-"));
  try {
    say("building, packing and installing the package into an empty prefix");
    // This repository's .npmrc switches scripts of packages off, so packing alone would pack what was built before.
    await execute(process.execPath, ["--disable-warning=ExperimentalWarning", join(root, "scripts/build.ts")]);
    const packed = await execute("npm", ["pack", "--silent", "--pack-destination", dir], { cwd: root });
    const tarball = packed.stdout.trim().split("\n").at(-1) ?? "";
    const prefix = join(dir, "prefix");
    const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
    await execute("npm", ["install", "--global", "--prefix", prefix, ...quiet, join(dir, tarball)], { cwd: dir });
    const installed = diskBytes(prefix) / 1e6;

    say("starting an exit and a client from that prefix, then leaving them idle for 20 s");
    const market = await openMarket(join(dir, "market"), realpathSync(join(prefix, "bin/turnpike")));
    try {
      const pair = await market.open("0.05");
      await new Promise((resolve) => setTimeout(resolve, idleMilliseconds));
      const measured = { node: residentMebibytes(pair.nodePid), client: residentMebibytes(pair.clientPid) };
      const limit = { atMost: 1 };
      return [
        row("idle exit, resident MiB, against the limit", measured.node, limits.nodeMebibytes, limit),
        row("idle client, resident MiB, against the limit", measured.client, limits.clientMebibytes, limit),
        row("npm install --global, MB on disk, against the limit", installed, limits.installMegabytes, limit),
      ];
    } finally {
      await market.close();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** What the files take on the disk, in whole blocks, as `du` counts. */
function diskBytes(folder: string): number {
  let sum = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sum += diskBytes(path);
    else if (entry.isFile()) sum += statSync(path).blocks * 512;
  }
  return sum;
}
