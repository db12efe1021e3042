import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../support/market.ts";
import { type LabPlane, openLabPlane, type Pull } from "../../support/planes.ts";
import { noTunnels } from "../../support/tunnelNeeds.ts";

/** What passes whole or waits whole: a read of a tunnel, or a packet that the kernel has joined of many. So much of a credit may be left over. */
const largestPiece = 262_144;
/** Time for what is not held back to pass: a lab's wire carries a hundred times what is asked for in it. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 700));

/** What the sessions rely on, whichever way the bytes take. The steps are one story: each begins where the one before ended. */
describe.skipIf(noTunnels !== undefined).each(["https", "wireguard"] as const)(
  `the data plane %s${noTunnels === undefined ? "" : ` (skipped: ${noTunnels})`}`,
  (transport) => {
    let plane: LabPlane;
    let long: Pull;
    const count = async () => (await plane.order()).count;

    beforeAll(async () => {
      plane = await openLabPlane(transport);
    });
    afterAll(() => plane?.close());

    it("passes nothing before there is credit", async () => {
      const early = plane.pull(10_000);
      await aWhile();
      expect(early.received()).toBe(0);
      expect(await count()).toBe(0);
      await early.stop();
    });

    it("counts all that passes, and next to nothing besides", async () => {
      await plane.order({ grant: 2_000_000 });
      const pull = plane.pull(400_000);
      await eventually("the download", () => pull.isDone);
      await pull.stop();
      const counted = await count();
      expect(counted).toBeGreaterThanOrEqual(400_000);
      // Heads of packets and acknowledgements where the kernel counts; the question where it is payload.
      expect(counted).toBeLessThan(400_000 * 1.15);
    });

    it("cuts a client at its credit, to the byte", { timeout: 60_000 }, async () => {
      const credit = 1_000_000;
      const before = await count();
      await plane.order({ grant: credit });
      long = plane.pull(20_000_000);
      await eventually("the credit to be used", async () => (await count()) - before > credit - largestPiece);
      await aWhile();
      expect((await count()) - before).toBeLessThanOrEqual(credit);
      expect(long.received()).toBeLessThanOrEqual(credit);
    });

    it("goes on with the same connection when the credit is raised, as far as it was raised", {
      timeout: 60_000,
    }, async () => {
      const credit = 1_500_000;
      const [before, received] = [await count(), long.received()];
      await plane.order({ grant: credit });
      await eventually("the credit to be used", async () => (await count()) - before > credit - largestPiece, 40_000);
      await aWhile();
      expect((await count()) - before).toBeLessThanOrEqual(credit);
      expect(long.received()).toBeGreaterThan(received);
      expect(long.isDone).toBe(false);
    });

    it("passes nothing more of a session that ended, whatever credit there is", async () => {
      expect((await plane.order()).openTunnels).toBe(1);
      await plane.order({ close: "gate" });
      await eventually("the tunnel to be gone", async () => (await plane.order()).openTunnels === 0);
      await aWhile();
      const [counted, received] = [await count(), long.received()];
      await plane.order({ grant: 50_000_000 });
      const another = plane.pull(10_000);
      await aWhile();
      expect(await count()).toBe(counted);
      expect(long.received()).toBe(received);
      expect(another.received()).toBe(0);
      await Promise.all([long.stop(), another.stop()]);
    });

    it("leaves nothing running when it is closed: its process ends by itself", async () => {
      expect(await plane.closePlane()).toBe(0);
    });
  },
);
