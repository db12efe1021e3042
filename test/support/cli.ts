import { command } from "../../scripts/demo/turnpikeProcess.ts";
import { password } from "./market.ts";
import { type Ran, run } from "./run.ts";

export interface Said extends Omit<Ran, "stdout"> {
  readonly stdout: string;
  /** Code and message of the error in the last line of standard output, with --json. */
  readonly error:
    | { readonly code: string; readonly message: string; readonly data: Record<string, unknown> }
    | undefined;
}

/** Runs the real command line in a process of its own, to its end. */
export async function turnpike(args: readonly string[], env: Record<string, string> = {}): Promise<Said> {
  const ran = await run(process.execPath, ["--disable-warning=ExperimentalWarning", command, ...args], {
    env: { ...process.env, TURNPIKE_PASSWORD: password, NO_COLOR: "1", ...env },
  });
  const stdout = ran.stdout.toString("utf8");
  const last = stdout.trim().split("\n").at(-1) ?? "";
  const parsed = last.startsWith('{"error"') ? (JSON.parse(last) as { error: Said["error"] }).error : undefined;
  return { ...ran, stdout, error: parsed };
}
