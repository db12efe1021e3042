import { describe, expect, it } from "vitest";
import { ClientError } from "../../client/errors.ts";
import { type Problem, refusalOf } from "../../client/opener.ts";
import type { Address } from "../../protocol/ids.ts";

const away = () => new ClientError("NODE_UNREACHABLE", "the node does not answer; another one is tried");
const noCover = () => new ClientError("NO_COVER", "nothing is spendable; deposit first");
const problem = (number: number, error: ClientError): Problem => ({ node: `0x${number}` as Address, error });

describe("why no node could be used", () => {
  it("names each node once, with what came of it at last, and promises no other one", () => {
    const refused = new ClientError("NODE_REFUSED", "it has no room");
    const { code, message } = refusalOf([problem(1, refused), problem(2, away()), problem(1, away())]) as ClientError;
    expect({ code, message }).toEqual({
      code: "NO_NODE_REACHABLE",
      message:
        "no node that fits could be used: 0x1: the node does not answer; 0x2: the node does not answer; try again, or relax the filters",
    });
  });

  it("names eight of many, and counts the others", () => {
    const { message } = refusalOf(Array.from({ length: 11 }, (_, at) => problem(at, away()))) as ClientError;
    expect(message).toMatch(/0x7: the node does not answer; and 3 more; try/);
  });

  it("is the payer's own cover where every node says so, and nothing where none was tried", () => {
    expect(refusalOf([problem(1, noCover()), problem(2, noCover())])?.code).toBe("NO_COVER");
    expect(refusalOf([problem(1, noCover()), problem(2, away())])?.code).toBe("NO_NODE_REACHABLE");
    expect(refusalOf([])).toBeUndefined();
  });
});
