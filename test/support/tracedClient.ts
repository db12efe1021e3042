import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { command } from "../../scripts/demo/turnpikeProcess.ts";
import { eventually, password } from "./market.ts";
import { have, run } from "./run.ts";

export interface TracedClient {
  readonly lines: readonly Record<string, unknown>[];
  /** Resolves with the first printed line of that type. */
  line(type: string): Promise<Record<string, unknown>>;
  readonly socksPort: number;
  /** System calls so far, one a line. */
  trace(): readonly string[];
  /** Asks the client to stop and waits until it is gone; resolves to its exit code. */
  stop(): Promise<number | null>;
}

/** Whether this machine lets one process trace another; tests that need it are skipped with that reason where it does not. */
export const canTrace = have("strace") && (await run("strace", ["-o", "/dev/null", "true"])).code === 0;

/** HOST:PORT of every internet connection or datagram. */
export const peersOf = (trace: readonly string[]): ReadonlySet<string> =>
  new Set(
    trace.flatMap((call) => {
      const four = /sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)/.exec(call);
      if (four !== null) return [`${four[2]}:${four[1]}`];
      const six = /sin6_port=htons\((\d+)\).*inet_pton\(AF_INET6, "([^"]+)"/.exec(call);
      return six === null ? [] : [`${six[2]}:${six[1]}`];
    }),
  );

/**
 * Runs `turnpike connect` in a process of its own under strace, which watches or fails system calls as `rules` say. strace counts calls thread by thread, so
 * there is one thread for the disk.
 */
export async function openTracedClient(
  rules: readonly string[],
  file: string,
  args: readonly string[],
): Promise<TracedClient> {
  const client = ["--disable-warning=ExperimentalWarning", command, "connect", "--json", "--socks", "127.0.0.1:0"];
  const child: ChildProcess = spawn(
    "strace",
    ["-f", "-qq", "-o", file, ...rules, process.execPath, ...client, "--http", "127.0.0.1:0", ...args],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, TURNPIKE_PASSWORD: password, NO_COLOR: "1", UV_THREADPOOL_SIZE: "1" },
    },
  );
  const lines: Record<string, unknown>[] = [];
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  if (child.stdout !== null)
    createInterface({ input: child.stdout }).on("line", (text) =>
      lines.push(JSON.parse(text) as Record<string, unknown>),
    );
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const line = (type: string) =>
    eventually(
      `a line "${type}" of the client`,
      () => {
        const found = lines.find((one) => one.type === type);
        if (found === undefined && child.exitCode !== null) throw new Error(`the client ended: ${errors}`);
        return found;
      },
      60_000,
    );
  return {
    lines,
    line,
    socksPort: Number(
      String((await line("ready")).socks)
        .split(":")
        .at(-1),
    ),
    trace: () => readFileSync(file, "utf8").split("\n"),
    stop: async () => {
      // strace passes no signal on: the client is its only child.
      const { stdout } = await run("ps", ["-o", "pid=", "--ppid", String(child.pid)]);
      const pid = Number(stdout.toString().trim());
      try {
        if (pid > 0) process.kill(pid, "SIGINT");
      } catch (error) {
        // Killed by a rule of the trace since it was looked for.
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
      return ended;
    },
  };
}
