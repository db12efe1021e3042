import { type ChildProcess, spawn } from "node:child_process";
import { RuntimeError } from "./errors.ts";
import { programMissing } from "./program.ts";

/** An object of an nftables listing in JSON (libnftables-json(5)), such as `{counter: {...}}`. */
export type NftObject = Readonly<Record<string, unknown>>;

interface Request {
  answer: readonly NftObject[];
  said: string;
  readonly resolve: (objects: readonly NftObject[]) => void;
  readonly reject: (error: Error) => void;
}

/** A question that nft answers out of its own head: the answer says that everything before it is done. A listing would ask the kernel for all there is. */
const mark = "describe uid";
const markAnswer = "datatype uid";

/**
 * One long-lived `nft`, spoken to line by line: a line is a transaction that the kernel takes whole or not at all, and costs no process. Requests are done
 * in order. Codes: `FIREWALL_REFUSED` with the reason of nft, `PROGRAM_MISSING`.
 */
export class Nft {
  #child: ChildProcess | undefined;
  readonly #waiting: Request[] = [];
  #rest = "";
  #closed = false;

  /** Performs commands, joined into one transaction. */
  async apply(commands: readonly string[]): Promise<void> {
    if (commands.length > 0) await this.#ask(commands.join("; "));
  }

  /** The objects of one `list` command, such as "counters table inet mine". */
  list(what: string): Promise<readonly NftObject[]> {
    return this.#ask(`list ${what}`);
  }

  /** Ends the process once it has done what was asked. */
  close(): void {
    this.#closed = true;
    this.#child?.stdin?.end();
  }

  #ask(command: string): Promise<readonly NftObject[]> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new RuntimeError("FIREWALL_REFUSED", "the firewall's writer is closed; nothing is changed any more"));
        return;
      }
      // A line break would split a transaction.
      const line = command.replaceAll(/\s*\n\s*/g, " ");
      this.#waiting.push({ answer: [], said: "", resolve, reject });
      this.#running().stdin?.write(`${line}\n${mark}\n`);
    });
  }

  #running(): ChildProcess {
    if (this.#child !== undefined) return this.#child;
    // One pipe for answers and complaints keeps them in order; the shell only joins the two and is replaced by nft.
    // Detached: a Ctrl-C in a terminal must not end it before what closes in order is done.
    const child = spawn("/bin/sh", ["-c", "exec nft -j -i 2>&1"], {
      stdio: ["pipe", "pipe", "ignore"],
      detached: true,
    });
    this.#child = child;
    this.#rest = "";
    child.stdin.on("error", () => undefined);
    child.stdout.setEncoding("utf8").on("data", (text: string) => this.#take(child, text));
    const gone = (cause?: unknown) => {
      if (this.#child !== child) return;
      this.#child = undefined;
      for (const request of this.#waiting.splice(0)) request.reject(programMissing("nft", cause ?? request.said));
    };
    child.once("error", gone);
    child.once("close", () => gone());
    return child;
  }

  #take(child: ChildProcess, text: string): void {
    if (this.#child !== child) return;
    this.#rest += text;
    for (let end = this.#rest.indexOf("\n"); end >= 0; end = this.#rest.indexOf("\n")) {
      const line = this.#rest.slice(0, end);
      this.#rest = this.#rest.slice(end + 1);
      this.#line(line);
    }
  }

  #line(line: string): void {
    const request = this.#waiting[0];
    if (request === undefined) return;
    // Builds with line editing print their prompt before the answer.
    const start = line.indexOf('{"nftables"');
    if (start >= 0) {
      request.answer = (JSON.parse(line.slice(start)) as { nftables: NftObject[] }).nftables;
      return;
    }
    if (!line.includes(markAnswer)) {
      request.said += `${line}\n`;
      return;
    }
    this.#waiting.shift();
    if (request.said === "") request.resolve(request.answer);
    else {
      const reason = request.said.slice(0, 600).trim();
      request.reject(new RuntimeError("FIREWALL_REFUSED", `nft refuses: ${reason}; root or CAP_NET_ADMIN is needed`));
    }
  }
}
