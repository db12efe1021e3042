import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The sources here, or what they were built into where that is named: `npm test` does, because it starts hundreds of them. */
export const command =
  process.env.TURNPIKE_BUILT_PROGRAM ?? fileURLToPath(new URL("../../cli/turnpike.ts", import.meta.url));

export type Line = Record<string, unknown>;

/** Which `turnpike` runs, and in which folder: the sources here unless it is an installed package's. */
export interface ProgramPlace {
  readonly program?: string;
  readonly cwd?: string;
  /** Comes before the whole command, such as `ip netns exec NAME`. */
  readonly within?: readonly string[];
}

/**
 * A `turnpike` process: the real command line, spoken to only through its flags, its JSON lines and signals.
 * `lines` grows as it prints; `ready` resolves with its ready line and rejects with what it said when it ends first.
 */
export class TurnpikeProcess {
  readonly name: string;
  readonly child: ChildProcess;
  readonly lines: Line[] = [];
  readonly ended: Promise<number>;
  #errors = "";
  readonly #watchers = new Set<() => void>();

  constructor(name: string, args: readonly string[], env: Record<string, string>, place: ProgramPlace = {}) {
    this.name = name;
    const [first = process.execPath, ...rest] = [
      ...(place.within ?? []),
      process.execPath,
      "--disable-warning=ExperimentalWarning",
      place.program ?? command,
      ...args,
    ];
    this.child = spawn(first, rest, {
      cwd: place.cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    this.child.stderr?.on("data", (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString("utf8")).slice(-8_000);
    });
    if (this.child.stdout !== null) {
      createInterface({ input: this.child.stdout }).on("line", (text) => {
        const line = parseLine(text);
        if (line === undefined) return;
        this.lines.push(line);
        for (const watcher of this.#watchers) watcher();
      });
    }
    this.ended = new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.on("close", (code, signal) => {
        resolve(code ?? (signal === null ? 1 : 128));
        for (const watcher of this.#watchers) watcher();
      });
    });
  }

  get ready(): Promise<Line> {
    return this.line((line) => line.ready === true || line.type === "ready");
  }

  /** Resolves with the first printed line that fits, past or future. */
  line(fits: (line: Line) => boolean): Promise<Line> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.lines.find(fits);
        if (found !== undefined) resolve(found);
        else if (this.child.exitCode !== null || this.child.signalCode !== null) reject(this.failure());
        else return;
        this.#watchers.delete(look);
      };
      this.#watchers.add(look);
      look();
    });
  }

  failure(): Error {
    const said = this.lines.map((line) => JSON.stringify(line)).join("\n");
    return new Error(`${this.name} ended too early.\n${said}\n${this.#errors}`);
  }

  /** Asks it to end as Ctrl-C would, and waits; a process that does not end within the time is killed. */
  async stop(milliseconds = 15_000): Promise<number> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.ended;
    this.child.kill("SIGINT");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), milliseconds);
    const code = await this.ended;
    clearTimeout(timer);
    return code;
  }
}

function parseLine(text: string): Line | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as Line;
  } catch {
    // A line that only looks like JSON is text for people; nothing here waits for it.
    return undefined;
  }
}

/** Runs a `turnpike` command to its end and returns its last JSON line; throws with what it said when it fails. */
export async function turnpike(
  name: string,
  args: readonly string[],
  env: Record<string, string>,
  place?: ProgramPlace,
): Promise<Line> {
  const run = new TurnpikeProcess(name, args, env, place);
  const code = await run.ended;
  if (code !== 0) throw run.failure();
  return run.lines.at(-1) ?? {};
}
