import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { CommandIo } from "./command.ts";
import { RuntimeError } from "./errors.ts";
import { readPrivateFile } from "./privateFile.ts";

/** A password from --password-file, TURNPIKE_PASSWORD or a prompt that does not echo; never from a flag, which others can read. Code: `PASSWORD_MISSING`. */
export async function readPassword(
  io: CommandIo,
  options: { readonly file?: string | undefined; readonly prompt: string },
): Promise<string> {
  if (options.file !== undefined) return (await readPrivateFile(options.file)).toString("utf8").replace(/\r?\n$/, "");
  const given = io.env.TURNPIKE_PASSWORD;
  if (given !== undefined && given !== "") return given;
  if (!io.stdin.isTTY) {
    throw new RuntimeError(
      "PASSWORD_MISSING",
      "a password is needed: set TURNPIKE_PASSWORD, give --password-file, or run in a terminal",
    );
  }
  io.stderr.write(`${options.prompt}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: io.stdin, output: silent, terminal: true });
  try {
    const answer = await lines.question("");
    io.stderr.write("\n");
    if (answer === "") throw new RuntimeError("PASSWORD_MISSING", "an empty password protects nothing; type one");
    return answer;
  } finally {
    lines.close();
  }
}
