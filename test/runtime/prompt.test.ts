import type { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { RuntimeError } from "../../runtime/errors.ts";
import { askLine } from "../../runtime/prompt.ts";
import { commandIo } from "../support/market.ts";

describe.each([true, false])("a question whose answer is shown: %s", (echo) => {
  const missing = () => new RuntimeError("PASSWORD_MISSING", "nothing was typed");
  const asked = () => {
    const { io, result } = commandIo("/");
    return { answer: askLine(io, { prompt: "say", echo, missing }), input: io.stdin as unknown as PassThrough, result };
  };

  it("gives the line that was typed, also a last one without its end", async () => {
    for (const [typed, line] of [
      ["first\nsecond\n", "first"],
      ["last", "last"],
    ] as const) {
      const { answer, input, result } = asked();
      input.end(typed);
      expect(await answer).toBe(line);
      expect(result().stderr).toContain("say: ");
    }
  });

  it("fails with what the asker says when the input ends or Ctrl-C is pressed, and does not wait for ever", async () => {
    const atEnd = asked();
    atEnd.input.end();
    await expect(atEnd.answer).rejects.toMatchObject({ code: "PASSWORD_MISSING", exitCode: 5 });
    if (echo) return;
    const pressed = asked();
    pressed.input.write("half a pass\u0003");
    await expect(pressed.answer).rejects.toMatchObject({ code: "PASSWORD_MISSING", exitCode: 5 });
  });
});
