import { CodedError, type ErrorRow, toWire } from "../protocol/errors.ts";
import { RuntimeError } from "./errors.ts";

/** Everything a command may touch of the process it runs in. */
export interface CommandIo {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  exit(code: number): void;
}

export const processIo = (): CommandIo => ({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  exit: (code) => {
    process.exitCode = code;
  },
});

/**
 * Runs a command's action and turns what it throws into an exit code and a sentence on standard error; with --json also into `{"error":…}` as the last
 * line of standard output. Exit codes are listed in docs/architecture.md; an error without a code is a fault of ours and exits with 1. The stack is shown
 * only when asked for (`debug` or TURNPIKE_DEBUG).
 */
export async function runCommand(
  io: CommandIo,
  options: { readonly json?: boolean; readonly debug?: boolean },
  action: () => Promise<void>,
): Promise<void> {
  try {
    await action();
  } catch (error) {
    const coded = error instanceof CodedError ? error : undefined;
    const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
    io.stderr.write(`turnpike: ${message}${coded === undefined ? "" : ` [${coded.code}]`}\n`);
    if (options.debug === true || io.env.TURNPIKE_DEBUG !== undefined) io.stderr.write(`${stack}\n`);
    if (options.json === true) printJson(io, toWire(coded ?? new CodedError("FAULT", faultRow, message)));
    io.exit(coded?.exitCode ?? 1);
  }
}

/** Ends a command line that was not understood, as `runCommand` ends an action; returns the exit code. What was wrong is on standard error already. */
export function refuseCommandLine(io: CommandIo, message: string, json: boolean): number {
  const error = new RuntimeError("COMMAND_LINE_INVALID", message);
  if (json) printJson(io, toWire(error));
  return error.exitCode;
}

/** A failure without a code. */
export const faultRow: ErrorRow = { exitCode: 1, httpStatus: 500, retryable: false };

/** What a command was asked for, for people: on standard output, so that it can be piped. */
export const answer = (io: CommandIo, text: string): void => {
  io.stdout.write(`${text}\n`);
};

/** One line on standard error about a step that takes time, or about what was done. */
export const progress = (io: CommandIo, text: string): void => {
  io.stderr.write(`${text}\n`);
};

export const printJson = (io: CommandIo, value: unknown): void => {
  io.stdout.write(`${JSON.stringify(value)}\n`);
};

/** Resolves when the process is asked to end (Ctrl-C, TERM). A second request ends it at once. */
export function untilAskedToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (asked) process.exit(130);
        asked = true;
        resolve(signal);
      });
    }
  });
}
