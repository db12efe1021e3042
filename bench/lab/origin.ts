import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, readSync, writeFileSync, writeSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { seededSource } from "../seededBytes.ts";
import { type Daemon, freePort, startDaemon } from "./daemon.ts";

const slice = 1 << 24;

/** A web site that is never the bottleneck: nginx with sendfile from memory, taking uploads by PUT into the same memory. */
export interface Origin {
  readonly port: number;
  readonly daemon: Daemon;
  /** Writes a file of random bytes to be served at /NAME; returns where it lies and its hash. */
  makeFile(name: string, size: number, seed: string): { readonly path: string; readonly sha256: string };
  /** Where an upload to /up/NAME is found. */
  uploaded(name: string): string;
}

/** `dir` should lie in memory (/dev/shm), so that no disk is measured. */
export async function startOrigin(dir: string): Promise<Origin> {
  const port = await freePort();
  for (const name of ["www/up", "body"]) mkdirSync(join(dir, name), { recursive: true });
  const config = join(dir, "nginx.conf");
  writeFileSync(
    config,
    `daemon off; master_process off; worker_processes 1; pid ${dir}/nginx.pid; error_log stderr crit;
${process.getuid?.() === 0 ? `user ${userInfo().username};` : ""}
events { worker_connections 1024; }
http {
  access_log off; sendfile on; sendfile_max_chunk 2m; tcp_nopush on; tcp_nodelay on; keepalive_timeout 65;
  client_max_body_size 0; client_body_buffer_size 1m; client_body_temp_path ${dir}/body;
  server { listen 127.0.0.1:${port} backlog=1024; root ${dir}/www; location /up/ { dav_methods PUT; } }
}
`,
  );
  const daemon = await startDaemon("nginx", ["-c", config, "-p", dir, "-e", "stderr"], port);
  return {
    port,
    daemon,
    makeFile: (name, size, seed) => writeSample(join(dir, "www", name), size, seed),
    uploaded: (name) => join(dir, "www/up", name),
  };
}

/** Writes a file of random bytes; returns where it lies and its hash. */
export function writeSample(
  path: string,
  size: number,
  seed: string,
): { readonly path: string; readonly sha256: string } {
  const file = openSync(path, "w");
  const source = seededSource(seed);
  for (let at = 0; at < size; at += slice) writeSync(file, source(Math.min(slice, size - at)));
  closeSync(file);
  return { path, sha256: hashFile(path) };
}

export function hashFile(path: string): string {
  const hash = createHash("sha256");
  const file = openSync(path, "r");
  const buffer = Buffer.allocUnsafe(slice);
  for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer))
    hash.update(buffer.subarray(0, size));
  closeSync(file);
  return hash.digest("hex");
}
