import type { CommandIo } from "./command.ts";
import { RuntimeError } from "./errors.ts";
import { readPrivateFile } from "./privateFile.ts";
import { askLine } from "./prompt.ts";

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
  const missing = () => new RuntimeError("PASSWORD_MISSING", "an empty password protects nothing; type one");
  const answer = await askLine(io, { prompt: options.prompt, echo: false, missing });
  if (answer === "") throw missing();
  return answer;
}
