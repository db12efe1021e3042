import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { cpuSeconds } from "./cpuTime.ts";
import { hashFile, type Origin } from "./origin.ts";
import type { Tunnel } from "./peers.ts";

export interface Measured {
  readonly gigabitsPerSecond: number;
  /** CPU seconds per GB (10^9 bytes), both ends of the tunnel together; not curl's and not the origin's. */
  readonly cpuSecondsPerGB: number;
}

export interface Sample {
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

function curl(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("curl", ["--silent", "--show-error", "--fail", ...args], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString("utf8")).slice(-2_000);
    });
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`curl ended with ${code}: ${said}`))));
  });
}

async function timed(tunnel: Tunnel, size: number, work: () => Promise<unknown>): Promise<Measured> {
  const cpu = cpuSeconds(tunnel.pids);
  const started = performance.now();
  await work();
  const milliseconds = performance.now() - started;
  return {
    gigabitsPerSecond: (size * 8) / milliseconds / 1e6,
    cpuSecondsPerGB: ((cpuSeconds(tunnel.pids) - cpu) * 1e9) / size,
  };
}

function check(tunnel: Tunnel, path: string, sha256: string): void {
  if (hashFile(path) !== sha256) throw new Error(`${tunnel.name} delivered other bytes than were sent`);
  rmSync(path);
}

/** Fetches `streams` copies of a sample at once, each by a curl of its own into memory; hashes them all when the clock has stopped. */
export async function measureDownload(
  tunnel: Tunnel,
  origin: Origin,
  sample: Sample,
  streams: number,
  dir: string,
): Promise<Measured> {
  const files = Array.from({ length: streams }, (_, index) => join(dir, `down${index}`));
  const url = `http://127.0.0.1:${origin.port}/${sample.name}`;
  const proxy = ["--socks5-hostname", `127.0.0.1:${tunnel.socksPort}`];
  const measured = await timed(tunnel, sample.size * streams, () =>
    Promise.all(files.map((file) => curl([...proxy, "--output", file, url]))),
  );
  for (const file of files) check(tunnel, file, sample.sha256);
  return measured;
}

/** Sends a sample up by PUT and hashes what the origin has. */
export async function measureUpload(tunnel: Tunnel, origin: Origin, sample: Sample): Promise<Measured> {
  const url = `http://127.0.0.1:${origin.port}/up/${sample.name}`;
  const proxy = ["--socks5-hostname", `127.0.0.1:${tunnel.socksPort}`];
  const measured = await timed(tunnel, sample.size, () =>
    curl([...proxy, "--header", "Expect:", "--upload-file", sample.path, url]),
  );
  check(tunnel, origin.uploaded(sample.name), sample.sha256);
  return measured;
}
