import { afterEach, describe, expect, it, vi } from "vitest";
import { check, checkTwoHops, demo } from "../support/demo.ts";

/** Root is nobody in a user namespace of its own. */
const withoutRoot = process.getuid?.() === 0 ? ["unshare", "--user"] : [];

describe("the demo", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("moves real bytes, and the money on chain equals the bytes that the client metered", {
    timeout: 180_000,
  }, async () => {
    const size = 30_000_000;
    // Every process from the sources, as the README's command has it.
    vi.stubEnv("TURNPIKE_BUILT_PROGRAM", undefined);
    const { probes } = check(await demo(["--json", "--bytes", String(size), "--nodes", "3"]), size);
    // A real probe of each exit has moved its score.
    expect(new Set(probes.map(({ node }) => node)).size).toBe(3);
    for (const { quality, before, after } of probes) {
      expect(quality).toBeGreaterThan(500_000);
      expect(after).toBeGreaterThan(before);
    }
  });

  it.skipIf(process.platform !== "linux")(
    "pays and settles two hops, each by what passed there",
    {
      timeout: 180_000,
    },
    async () => {
      const size = 5_000_000;
      checkTwoHops(check(await demo(["--json", "--hops", "2", "--bytes", String(size), "--nodes", "2"]), size));
    },
  );

  it("refuses a size it cannot serve with exit code 2 and a sentence", async () => {
    const { code, err } = await demo(["--bytes", "many"]);
    expect(code).toBe(2);
    expect(err).toContain('--bytes takes a whole number from 1 to 2000000000, not "many"');
    const unknown = await demo(["--byte", "5"]);
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain("demo: Unknown option '--byte'");
    expect(unknown.err).not.toContain("    at ");
  });

  it("refuses WireGuard without root, with a code and the way that needs none", async () => {
    const { code, out, err } = await demo(["--transport", "wireguard", "--json"], undefined, withoutRoot);
    expect(code).toBe(5);
    expect(err).toContain("https transport, which needs no rights [NAMESPACES_NEED_ROOT]");
    expect(JSON.parse(out)).toMatchObject({ error: { code: "NAMESPACES_NEED_ROOT" } });
  });
});
