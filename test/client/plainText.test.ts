import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainText } from "../../client/plainText.ts";

describe("a stranger's text", () => {
  it("keeps its words and loses what moves cursors, hides or turns text", () => {
    expect(plainText("pay \u001b[2J\u001b]0;title\u0007now")).toBe("pay  [2J ]0;title now");
    expect(plainText("a\r\nturnpike: done\u202e\u200b\u2028b")).toBe("a  turnpike: done   b");
  });

  it("holds no control character and no more than 500 characters, whatever it was (property)", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 2_000 }), (text) => {
        expect(plainText(text)).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{0,500}$/u);
      }),
    );
  });
});
