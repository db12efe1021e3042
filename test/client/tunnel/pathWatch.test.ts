import { describe, expect, it } from "vitest";
import { PathWatch } from "../../../client/tunnel/pathWatch.ts";

describe("a watch over a tunnel's path", () => {
  /** The look at which it says that the path is dead, of 40; undefined when it never does. */
  const deadAt = (sent: (look: number) => number, received: (look: number) => number): number | undefined => {
    const path = new PathWatch();
    for (let look = 0; look < 40; look++) if (path.look(sent(look), received(look))) return look;
    return undefined;
  };

  it("is not alarmed by quiet: what was sent was answered, and nothing more was said", () => {
    expect(
      deadAt(
        () => 1_000,
        () => 500,
      ),
    ).toBeUndefined();
  });

  it("is not alarmed by one-way traffic, which WireGuard answers with empty packets every ten seconds", () => {
    expect(
      deadAt(
        (look) => look * 1_000,
        (look) => Math.floor(look / 5) * 32,
      ),
    ).toBeUndefined();
  });

  it("says so after ten looks in which something was sent and nothing came back", () => {
    expect(
      deadAt(
        (look) => look * 1_000,
        () => 500,
      ),
    ).toBe(10);
    // One packet is enough, whenever it was sent.
    expect(
      deadAt(
        (look) => (look < 7 ? 0 : 90),
        () => 500,
      ),
    ).toBe(16);
  });

  it("begins anew after it has spoken, after any answer, and with an interface that was made anew", () => {
    const path = new PathWatch();
    const looks = (count: number, sent: number, received: number) =>
      Array.from({ length: count }, () => path.look(sent, received));
    path.look(0, 100);
    expect(looks(9, 50, 100)).not.toContain(true);
    expect(looks(1, 50, 132)).toEqual([false]);
    expect(looks(9, 90, 132)).not.toContain(true);
    expect(looks(1, 10, 132)).toEqual([false]);
    expect(looks(10, 20, 132).indexOf(true)).toBe(9);
    expect(looks(20, 20, 132)).not.toContain(true);
  });
});
