import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { accept, CodedError, orThrow, ProtocolError, protocolErrors, refuse, toWire } from "../../protocol/errors.ts";
import { parseMessage, WireErrorJson } from "../../protocol/wire.ts";

const codes = Object.keys(protocolErrors) as (keyof typeof protocolErrors)[];
const room = new URL("../../protocol/", import.meta.url);
const sources = readdirSync(room)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => [name, readFileSync(new URL(name, room), "utf8")] as const);
/** Every message written in the room beside its code: `refuse("CODE", "text"` and `new ProtocolError("CODE", "text"`. */
const messages = sources.flatMap(([name, text]) =>
  [...text.matchAll(/(?:refuse|ProtocolError)\(\s*"([A-Z_]+)",\s*(?:"([^"]+)"|`((?:\\`|[^`])+)`)/g)].map((match) => ({
    name,
    code: match[1] ?? "",
    message: match[2] ?? match[3] ?? "",
  })),
);

describe("every code", () => {
  it.each(codes)("%s is a stable literal with an exit code, a status and a word on trying again", (code) => {
    const { exitCode, httpStatus, retryable } = protocolErrors[code];
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$/);
    expect(exitCode).toBeGreaterThanOrEqual(2);
    expect(exitCode).toBeLessThanOrEqual(8);
    expect(httpStatus).toBeGreaterThanOrEqual(400);
    expect(httpStatus).toBeLessThan(500);
    expect(typeof retryable).toBe("boolean");
  });

  it("that is a forgery or a contradiction is not to be tried again; one that time or money heals is", () => {
    for (const code of codes) {
      if (code.endsWith("_BAD_SIGNATURE"))
        expect(protocolErrors[code]).toMatchObject({ exitCode: 5, retryable: false });
      if (code.endsWith("_EXPIRED")) expect(protocolErrors[code].retryable).toBe(true);
    }
    for (const code of ["DEMAND_ABOVE_QUOTE", "DEMAND_EQUIVOCATION", "DEMAND_REGRESSED"] as const)
      expect(protocolErrors[code].retryable).toBe(false);
    expect(protocolErrors.VOUCHER_ABOVE_COVER).toMatchObject({ exitCode: 6, httpStatus: 402, retryable: true });
  });
});

describe("every message of this room", () => {
  it("is found by this test", () => {
    expect(messages.length).toBeGreaterThanOrEqual(35);
  });

  it.each(messages.map((row) => [`${row.name} ${row.code}: ${row.message.slice(0, 40)}`, row] as const))(
    "%s… says what happened and what holds or is to be done",
    (_name, { code, message }) => {
      expect(codes).toContain(code);
      expect(message).toMatch(/[;:,] \S+/);
      expect(message.length).toBeGreaterThan(30);
      expect(message).toMatch(/^["$`a-z]/);
      expect(message).not.toMatch(/\.$/);
    },
  );
});

describe("an error on the wire", () => {
  const cause = new Error("a cause that names /home/somebody");
  const error = new ProtocolError(
    "QUOTE_EXPIRED",
    "the quote is over; open a new session",
    { validUntil: 5 },
    { cause },
  );

  it("carries code, message, data and whether to try again, and neither cause nor stack", () => {
    expect(toWire(error)).toEqual({
      error: {
        code: "QUOTE_EXPIRED",
        message: "the quote is over; open a new session",
        data: { validUntil: 5 },
        retryable: true,
      },
    });
    expect(JSON.stringify(toWire(error))).not.toContain("somebody");
  });

  it("is read by the schema that the other side reads it with, for every code", () => {
    for (const code of codes) {
      const sent = JSON.parse(
        JSON.stringify(toWire(new ProtocolError(code, "it happened; do this", { a: 1, b: null }))),
      );
      expect(parseMessage(WireErrorJson, sent, "error")).toEqual(sent);
      expect(sent.error.retryable).toBe(protocolErrors[code].retryable);
    }
  });

  it("is the same whether it was thrown or returned", () => {
    const refused = refuse("QUOTE_EXPIRED", "the quote is over; open a new session", { validUntil: 5 });
    expect(toWire(refused.refusal)).toEqual(toWire(error));
  });

  it("keeps its cause, its name and its row inside", () => {
    expect(error).toBeInstanceOf(CodedError);
    expect(error).toMatchObject({ name: "ProtocolError", cause, exitCode: 4, httpStatus: 409, retryable: true });
  });
});

describe("a result", () => {
  it("gives its value, or throws its refusal with everything in it", () => {
    expect(orThrow(accept(7))).toBe(7);
    const refused = refuse("VOUCHER_NOT_MONOTONIC", "sign more; this is less", { best: "9" });
    expect(() => orThrow(refused)).toThrowError(
      expect.objectContaining({
        code: "VOUCHER_NOT_MONOTONIC",
        message: "sign more; this is less",
        data: { best: "9" },
      }),
    );
  });
});
