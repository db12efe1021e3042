/**
 * docs/quickstart.md, word for word: its blocks run in shells of their own, and what it says they answer is what they answer. Only what differs between
 * machines is exchanged: ports for free ones, the clone's folder for another one, and the secret that a reader copies from one shell to another.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { have } from "../support/run.ts";

interface Block {
  readonly kind: string;
  readonly shells: readonly string[];
  readonly lines: readonly string[];
}

const repository = fileURLToPath(new URL("../..", import.meta.url));
const text = readFileSync(join(repository, "docs/quickstart.md"), "utf8");
const blocks: Block[] = [...text.matchAll(/^```(\w+)(.*)\n([\s\S]*?)^```$/gm)].map(
  ([, kind = "", names = "", body = ""]) => ({
    kind,
    shells: names.split(" ").filter((name) => name !== ""),
    lines: body.split("\n").filter((line) => line !== ""),
  }),
);
const names = [...new Set(blocks.flatMap((block) => block.shells))].filter((name) => name !== "all");

/** A shell as a reader has one: commands go in, and what they say comes out. */
class Shell {
  readonly child: ChildProcess;
  #said = "";
  #from = 0;
  #marks = 0;
  #wake: () => void = () => {};

  constructor(cwd: string) {
    this.child = spawn("bash", [], {
      cwd,
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.setEncoding("utf8").on("data", (chunk: string) => {
        this.#said += chunk;
        this.#wake();
      });
    this.child.on("close", () => this.#wake());
    // A shell at a terminal lives on when Ctrl-C ends what runs in it.
    this.child.stdin?.write("trap : INT\n");
  }

  /** What was said since the last block began. */
  get said(): string {
    return this.#said.slice(this.#from);
  }

  type(commands: string): void {
    this.#from = this.#said.length;
    this.#marks += 1;
    this.child.stdin?.write(`${commands}\nprintf "\\n:done:%d\\n" $?\n`);
  }

  press(): void {
    this.#from = this.#said.length;
    if (this.child.pid !== undefined) process.kill(-this.child.pid, "SIGINT");
  }

  get done(): boolean {
    return [...this.#said.matchAll(/^:done:\d+$/gm)].length === this.#marks;
  }

  /** Waits until `holds`, looking again whenever the shell said something; after three minutes the reader of the document would have given up. */
  async until(holds: () => boolean): Promise<void> {
    const patience = AbortSignal.timeout(180_000);
    patience.addEventListener("abort", () => this.#wake());
    while (!holds() && !patience.aborted && this.child.exitCode === null)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
  }

  kill(): void {
    if (this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null)
      process.kill(-this.child.pid, "SIGKILL");
  }
}

/** Stand-ins of the document and what they are here; one that was seen once must be the same ever after. */
const known = new Map<string, string>();
const exchanged = (line: string): string =>
  [...known].reduce((made, [written, real]) => made.replaceAll(written, real), line);

/** The pattern of a line of the document: hashes stand for themselves once known, figures for figures, … and paths for anything. */
function patternOf(line: string): { readonly pattern: RegExp; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const parts = exchanged(line)
    .split(/((?:0x)?[0-9a-f]{40,64}\b|\/home\/you\/turnpike|SESSION:TOKEN|\d+(?:\.\d+)?|…|\s+)/)
    .map((part, index) => {
      if (index % 2 === 0 || [...known.values()].includes(part)) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      if (part === "…") return ".*";
      if (/^\s+$/.test(part)) return "\\s+";
      if (part === "/home/you/turnpike") return "\\S+";
      if (/^(0x)?[0-9a-f]{40,}$|^SESSION/.test(part)) {
        unknown.push(part);
        return part === "SESSION:TOKEN" ? "([\\w-]+:[\\w-]+)" : `((?:0x)?[0-9a-f]{${part.replace("0x", "").length}})`;
      }
      return "[\\d.]+";
    });
  return { pattern: new RegExp(`^${parts.join("")}\\s*$`, "m"), unknown };
}

/** Whether a shell has said a line, and if so, what the stand-ins in it are. */
function learn(line: string, said: string): boolean {
  const { pattern, unknown } = patternOf(line);
  const found = pattern.exec(said.replaceAll("\r", ""));
  if (found === null) return false;
  for (const [index, written] of unknown.entries()) known.set(written, found[index + 1] ?? "");
  return true;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

const missing = ["bash", "curl", "sha256sum"].filter((program) => !have(program));

describe.skipIf(missing.length > 0)(
  `docs/quickstart.md${missing.length > 0 ? ` (needs ${missing.join(", ")})` : ""}`,
  () => {
    const shells = new Map<string, Shell>();
    let dir: string;

    beforeAll(async () => {
      // A folder that holds no package: the local chain once started only inside of one.
      dir = mkdtempSync(join(tmpdir(), "turnpike-quickstart-"));
      for (const name of names) shells.set(name, new Shell(dir));
      known.set("$PWD/cli", join(repository, "cli"));
      const [chain, indexer, node, socks, http, web] = await Promise.all(Array.from({ length: 6 }, freePort));
      known.set("127.0.0.1:8545", `127.0.0.1:${chain}`);
      known.set("127.0.0.1:8787", `127.0.0.1:${indexer}`);
      known.set("127.0.0.1:8443", `127.0.0.1:${node}`);
      known.set("127.0.0.1:1080", `127.0.0.1:${socks}`);
      known.set("127.0.0.1:8118", `127.0.0.1:${http}`);
      known.set("127.0.0.1:9000", `127.0.0.1:${web}`);
      known.set("listen(9000", `listen(${web}`);
      // What the document leaves to the defaults.
      known.set("turnpike devnet", `turnpike devnet --port ${chain} --indexer http://127.0.0.1:${indexer}`);
      known.set("turnpike indexer run", `turnpike indexer run --listen 127.0.0.1:${indexer}`);
      known.set("turnpike connect", `turnpike connect --socks 127.0.0.1:${socks} --http 127.0.0.1:${http}`);
    });
    afterAll(() => {
      for (const shell of shells.values()) shell.kill();
      rmSync(dir, { recursive: true, force: true });
    });

    it("says what happens", { timeout: 600_000 }, async () => {
      expect(names).toEqual(["chain", "indexer", "node", "client", "web", "me"]);
      for (const [index, block] of blocks.entries()) {
        if (block.kind === "text") continue;
        const expected = blocks[index + 1]?.kind === "text" ? (blocks[index + 1]?.lines ?? []) : [];
        for (const name of block.shells[0] === "all" ? names : block.shells) {
          const shell = shells.get(name);
          if (shell === undefined) throw new Error(`no shell ${name}`);
          if (block.kind === "keys") shell.press();
          else shell.type(exchanged(block.lines.join("\n")));
          const left = () => expected.filter((line) => !learn(line, shell.said));
          // A command that stays up is ready when it has said everything; one that ends, when it has ended.
          const staysUp =
            block.kind === "sh" &&
            /^(turnpike (devnet|connect|node run|indexer run)|node -e)/m.test(block.lines.join("\n"));
          await shell.until(() => shell.done || (staysUp && left().length === 0));
          expect(left(), `in the shell ${name}, which said:\n${shell.said}`).toEqual([]);
          expect(shell.done, `the shell ${name} said:\n${shell.said}`).toBe(!staysUp);
          // Everything of ours ends in order; the web site of the document knows no order to end in.
          expect(shell.said, name).not.toMatch(name === "web" ? /^:done:(?!0$|130$)/m : /^:done:[1-9]/m);
        }
      }
    });
  },
);
