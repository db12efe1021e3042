import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { chainErrors } from "../../chain/errors.ts";
import { nodeErrors } from "../../node/errors.ts";
import { CodedError } from "../../protocol/errors.ts";
import { type CommandIo, runCommand } from "../../runtime/command.ts";
import { runtimeErrors } from "../../runtime/errors.ts";

async function ran(action: () => Promise<void>, options: { json?: boolean } = {}, env: Record<string, string> = {}) {
  let stdout = "";
  let stderr = "";
  let exitCode = 0;
  const stream = (keep: (text: string) => void) => new PassThrough().on("data", (chunk) => keep(String(chunk)));
  const io: CommandIo = {
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    stdout: stream((text) => {
      stdout += text;
    }),
    stderr: stream((text) => {
      stderr += text;
    }),
    ...{ env, cwd: "/" },
    exit: (code) => {
      exitCode = code;
    },
  };
  await runCommand(io, options, action);
  await new Promise((resolve) => setImmediate(resolve));
  return { stdout, stderr, exitCode };
}

describe("a command", () => {
  it("exits with the code of what it was refused for, for every code there is", async () => {
    const rows = Object.entries({ ...runtimeErrors, ...chainErrors, ...nodeErrors });
    for (const [code, row] of rows) {
      const result = await ran(() => Promise.reject(new CodedError(code, row, "do this next")), { json: true });
      expect(result.exitCode, code).toBe(row.exitCode);
      expect(result.exitCode).toBeGreaterThanOrEqual(2);
      expect(result.exitCode).toBeLessThanOrEqual(8);
      expect(result.stderr).toBe(`turnpike: do this next [${code}]\n`);
      expect(JSON.parse(result.stdout)).toMatchObject({
        error: { code, message: "do this next", retryable: row.retryable },
      });
    }
  });

  it("exits with 1 for a fault of its own, and shows the stack only when asked", async () => {
    const fail = () => Promise.reject(new TypeError("a fault"));
    const plain = await ran(fail, { json: true });
    expect(plain.exitCode).toBe(1);
    expect(plain.stderr).toBe("turnpike: a fault\n");
    expect(JSON.parse(plain.stdout)).toMatchObject({ error: { code: "FAULT" } });
    const debug = await ran(fail, {}, { TURNPIKE_DEBUG: "1" });
    expect(debug.stderr).toContain("command.test.ts");
    expect(debug.stdout).toBe("");
  });

  it("exits with 0 and says nothing when there is nothing to say", async () => {
    expect(await ran(async () => {})).toEqual({ stdout: "", stderr: "", exitCode: 0 });
  });
});
