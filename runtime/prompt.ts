import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { CommandIo } from "./command.ts";

/**
 * Asks for one line. Where nobody answers (the input ends, Ctrl-C) it fails with `missing`: the library's own question would wait for
 * ever at the end of the input, and would not hear a last line without its end.
 */
export async function askLine(
  io: CommandIo,
  options: { readonly prompt: string; readonly echo: boolean; readonly missing: () => Error },
): Promise<string> {
  io.stderr.write(`${options.prompt}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: io.stdin,
    ...(options.echo ? { output: io.stderr } : { output: silent, terminal: true }),
  });
  try {
    return await new Promise((resolve, reject) => {
      lines.once("line", resolve);
      lines.once("close", () => reject(options.missing()));
    });
  } finally {
    lines.close();
    if (!options.echo) io.stderr.write("\n");
  }
}
