import { type ChildProcess, spawn } from "node:child_process";
import { connect, createServer } from "node:net";

/** A peer's process, started on loopback for one bench. */
export interface Daemon {
  readonly pid: number;
  stop(): Promise<void>;
}

/** A port that was free a moment ago: for programs that cannot say which one they took. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const say = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => say(true)).once("error", () => say(false));
  });

/** Starts a program and waits until it listens on `port`; throws with what it said when it ends first. */
export async function startDaemon(command: string, args: readonly string[], port: number): Promise<Daemon> {
  const child: ChildProcess = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString("utf8")).slice(-4_000);
  });
  let missing: string | undefined;
  child.once("error", () => {
    missing = `${command} is missing; install the peers with: sh bench/setup`;
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  for (const end = performance.now() + 10_000; !(await answers(port)); ) {
    if (missing !== undefined) throw new Error(missing);
    if (child.exitCode !== null) throw new Error(`${command} ended too early: ${said}`);
    if (performance.now() > end) throw new Error(`${command} does not listen on port ${port}: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} has no process id`);
  return {
    pid,
    stop: async () => {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), 3_000);
      await ended;
      clearTimeout(timer);
    },
  };
}
