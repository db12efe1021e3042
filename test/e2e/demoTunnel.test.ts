import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { check, checkTwoHops, demo } from "../support/demo.ts";
import { noTunnels } from "../support/tunnelNeeds.ts";

describe.skipIf(noTunnels !== undefined)(
  `the demo of the whole-machine tunnel${noTunnels === undefined ? "" : ` (skipped: ${noTunnels})`}`,
  () => {
    /** The namespaces that it says it made, and which of them are there. */
    const made = (said: string) => /network namespaces (.+)$/m.exec(said)?.[1]?.split(", ") ?? [];
    const present = (names: readonly string[]) => {
      const all = new Set(spawnSync("ip", ["netns", "list"], { encoding: "utf8" }).stdout.split(/\s/));
      return names.filter((name) => all.has(name));
    };

    it("passes the same checks and removes its namespaces", { timeout: 180_000 }, async () => {
      const size = 10_000_000;
      let during: readonly string[] = [];
      const ended = await demo(["--transport", "wireguard", "--json", "--bytes", String(size)], (said) => {
        if (during.length === 0) during = present(made(said));
      });
      check(ended, size);
      expect(during.length).toBeGreaterThan(0);
      expect(during).toEqual(made(ended.err));
      expect(present(made(ended.err))).toEqual([]);
    });

    it("pays and settles two hops, each by what passed there, and removes their namespaces", {
      timeout: 180_000,
    }, async () => {
      const size = 4_000_000;
      const ended = await demo(["--transport", "wireguard", "--hops", "2", "--json", "--bytes", String(size)]);
      checkTwoHops(check(ended, size));
      expect(made(ended.err).length).toBeGreaterThan(0);
      expect(present(made(ended.err))).toEqual([]);
    });

    it("removes them upon Ctrl-C too, in the middle of a download", { timeout: 180_000 }, async () => {
      let during: readonly string[] | undefined;
      const ended = await demo(["--transport", "wireguard", "--bytes", "500000000"], (said, group) => {
        if (during !== undefined || !said.includes("downloading")) return;
        during = present(made(said));
        process.kill(group, "SIGINT");
      });
      expect(ended.code).toBe(130);
      expect(during).toEqual(made(ended.err));
      expect(present(made(ended.err))).toEqual([]);
    });
  },
);
