import { spawn } from "node:child_process";
import { RuntimeError } from "./errors.ts";

/** What is said when a program is not installed: Debian's package names, which other systems share or resemble. */
const packages: Readonly<Record<string, string>> = {
  nft: "nftables",
  ip: "iproute2",
  wg: "wireguard-tools",
  "wireguard-go": "wireguard-go",
};

/** The error for a program that could not be started. */
export const programMissing = (program: string, cause: unknown): RuntimeError =>
  new RuntimeError(
    "PROGRAM_MISSING",
    `"${program}" cannot be run; install ${packages[program] ?? program} and see that it is on PATH`,
    { program },
    { cause },
  );

/**
 * Runs a program to its end with `input` on standard input and gives its standard output; never through a shell. Codes: `PROGRAM_MISSING`, and
 * `PROGRAM_FAILED` with what it said.
 */
export function runProgram(program: string, args: readonly string[], input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { stdio: ["pipe", "pipe", "pipe"] });
    let output = "";
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-2_000);
    });
    child.stdin.on("error", () => undefined);
    child.once("error", (cause) => reject(programMissing(program, cause)));
    child.once("close", (code) => {
      if (code === 0) resolve(output);
      else
        reject(
          new RuntimeError("PROGRAM_FAILED", `${program} ended with ${code}: ${said.trim() || "it said nothing"}`, {
            program,
            code,
          }),
        );
    });
    child.stdin.end(input);
  });
}
