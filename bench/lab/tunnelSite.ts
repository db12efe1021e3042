import { spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { labAddresses, type Namespaces } from "../../scripts/demo/namespaces.ts";
import { hashFile } from "./origin.ts";

const port = 8_081;
const startMilliseconds = 10_000;

/** A web site in the internet of a lab: nginx with sendfile, serving the files of one folder. It ends with its namespace. */
export async function startTunnelSite(spaces: Namespaces, dir: string, files: string): Promise<void> {
  mkdirSync(dir, { recursive: true });
  const config = join(dir, "nginx.conf");
  writeFileSync(
    config,
    `daemon off; master_process off; worker_processes 1; pid ${dir}/nginx.pid; error_log stderr crit;
${process.getuid?.() === 0 ? `user ${userInfo().username};` : ""}
events { worker_connections 64; }
http { access_log off; sendfile on; sendfile_max_chunk 2m; tcp_nopush on; server { listen ${port}; root ${files}; } }
`,
  );
  const [first = "", ...within] = spaces.within("internet");
  const child = spawn(first, [...within, "nginx", "-c", config, "-p", dir, "-e", "stderr"], { stdio: "ignore" });
  for (const end = performance.now() + startMilliseconds; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const listening = await spaces.run("internet", "ss", ["-Hltn", `sport = :${port}`]);
    if (listening.trim() !== "") return;
    if (child.exitCode !== null) throw new Error("nginx ended too early; install the peers with: sh bench/setup");
    if (performance.now() > end) throw new Error(`nginx does not listen on port ${port}`);
  }
}

/** Fetches a file of the site from the lab's client into memory, checks its hash when the clock has stopped, and returns Gbit/s. */
export async function timeDownload(
  spaces: Namespaces,
  sample: { readonly name: string; readonly size: number; readonly sha256: string },
  dir: string,
): Promise<number> {
  const file = join(dir, "downloaded");
  const started = performance.now();
  const url = `http://${labAddresses.internet4}:${port}/${sample.name}`;
  await spaces.run("client", "curl", ["--silent", "--show-error", "--fail", "--output", file, url]);
  const milliseconds = performance.now() - started;
  const sha256 = hashFile(file);
  rmSync(file);
  if (sha256 !== sample.sha256) throw new Error("other bytes arrived than were sent");
  return (sample.size * 8) / milliseconds / 1e6;
}
