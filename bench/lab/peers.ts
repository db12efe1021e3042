import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { freePort, startDaemon } from "./daemon.ts";

/** A way from a local SOCKS5 port to the other end, whoever wrote it. */
export interface Tunnel {
  readonly name: string;
  readonly socksPort: number;
  /** The processes of both ends; their descendants count too. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

/** Puts something between the two ends: takes the port of the far end, gives the one to dial. */
export type Between = (port: number) => Promise<number>;
const nothingBetween: Between = async (port) => port;

/** `ssh -D` with its fastest cipher here, against its own sshd with keys made for this run. */
export async function startSsh(dir: string, between = nothingBetween): Promise<Tunnel> {
  const home = join(dir, "ssh");
  mkdirSync(home, { recursive: true, mode: 0o700 });
  // Where sshd keeps its unprivileged half; the service's start script would make it.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  for (const name of ["host", "user"])
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(home, name)]);
  const [port, socksPort] = [await freePort(), await freePort()];
  const config = join(home, "sshd_config");
  writeFileSync(
    config,
    `Port ${port}
ListenAddress 127.0.0.1
HostKey ${home}/host
AuthorizedKeysFile ${home}/user.pub
PermitRootLogin prohibit-password
PasswordAuthentication no
StrictModes no
UsePAM no
PidFile none
`,
  );
  const server = await startDaemon("/usr/sbin/sshd", ["-D", "-e", "-f", config], port);
  const dialled = await between(port);
  const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "BatchMode=yes"];
  const client = await startDaemon(
    "ssh",
    [
      ...["-N", "-F", "none", "-i", join(home, "user"), "-c", "aes128-gcm@openssh.com", "-p", String(dialled)],
      ...options.flatMap((option) => ["-o", option]),
      ...["-D", `127.0.0.1:${socksPort}`, `${userInfo().username}@127.0.0.1`],
    ],
    socksPort,
  );
  const stop = async () => {
    await client.stop();
    await server.stop();
  };
  return { name: "ssh -D", socksPort, pids: [client.pid, server.pid], stop };
}

/** shadowsocks-libev with aes-256-gcm, both ends. */
export async function startShadowsocks(between = nothingBetween): Promise<Tunnel> {
  const [port, socksPort] = [await freePort(), await freePort()];
  const common = ["-s", "127.0.0.1", "-k", "bench", "-m", "aes-256-gcm", "-t", "600"];
  const server = await startDaemon("ss-server", [...common, "-p", String(port)], port);
  const dialled = await between(port);
  const client = await startDaemon(
    "ss-local",
    [...common, "-p", String(dialled), "-b", "127.0.0.1", "-l", String(socksPort)],
    socksPort,
  );
  const stop = async () => {
    await client.stop();
    await server.stop();
  };
  return { name: "shadowsocks-libev", socksPort, pids: [client.pid, server.pid], stop };
}
