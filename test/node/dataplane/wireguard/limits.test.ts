import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ClientLimits, connectionBurst, rateBurst } from "../../../../node/dataplane/limits.ts";
import { type KernelExit, kernelClients, openKernelExit } from "../../../support/kernelExit.ts";
import { noTunnels } from "../../../support/tunnelNeeds.ts";

const [first, second] = kernelClients;
const slow: ClientLimits = { bitsPerSecond: undefined, newConnectionsPerSecond: 1, connectionsAtOnce: 4_096 };
const few: ClientLimits = { bitsPerSecond: undefined, newConnectionsPerSecond: 1_000, connectionsAtOnce: 3 };

describe.skipIf(noTunnels !== undefined)(
  `what the kernel lets one client do${noTunnels === undefined ? "" : ` (skipped: ${noTunnels})`}`,
  () => {
    let exit: KernelExit;
    beforeAll(async () => {
      exit = await openKernelExit();
    }, 60_000);
    afterAll(() => exit?.close());

    /** More can never have arrived since `install`, by a clock that started before it. */
    const mostSince = (started: number): number =>
      connectionBurst(slow) + (slow.newConnectionsPerSecond * (performance.now() - started)) / 1_000;

    it("is one burst for both families together, and for each client its own", async () => {
      const started = performance.now();
      await exit.install({ limits: slow });
      await exit.flows(first.address4, 40);
      await exit.flows(first.address6, 40);
      const ofFirst = (await exit.arrived()).packets;
      expect(ofFirst).toBeGreaterThanOrEqual(connectionBurst(slow));
      expect(ofFirst).toBeLessThanOrEqual(mostSince(started));

      await exit.flows(second.address6, 40);
      expect((await exit.arrived()).packets - ofFirst).toBeGreaterThanOrEqual(connectionBurst(slow));
    });

    it("is the rate for as long as it goes on: nothing begins the burst anew", { timeout: 120_000 }, async () => {
      const started = performance.now();
      await exit.install({ limits: slow });
      // The kernel forgets a client that began nothing for ten seconds.
      while (performance.now() - started < 13_000) await exit.flows(first.address4, 20);
      const arrived = (await exit.arrived()).packets;
      expect(arrived).toBeLessThanOrEqual(mostSince(started));
      expect(arrived).toBeGreaterThan(connectionBurst(slow) + 5);
    });

    it("is so many connections at once, of both families together", async () => {
      await exit.install({ limits: few });
      await exit.flows(first.address4, 20);
      await exit.flows(first.address6, 20);
      expect((await exit.arrived()).packets).toBe(few.connectionsAtOnce);
      await exit.flows(second.address4, 20);
      expect((await exit.arrived()).packets).toBe(2 * few.connectionsAtOnce);
    });

    it("is one rate for both families together, and what is too fast is dropped", { timeout: 60_000 }, async () => {
      const bytesPerSecond = 1_000;
      const limits = { ...few, bitsPerSecond: 8 * bytesPerSecond, connectionsAtOnce: 100 };
      const started = performance.now();
      await exit.install({ limits });
      const each = { count: 300, size: 1_200 };
      await exit.flows(first.address4, 1, each);
      await exit.flows(first.address6, 1, each);
      const { bytes } = await exit.arrived();
      // The kernel's bucket holds a second of the rate besides the burst.
      const burst = rateBurst(limits.bitsPerSecond) + bytesPerSecond;
      expect(bytes).toBeLessThanOrEqual(burst + (bytesPerSecond * (performance.now() - started)) / 1_000);
      expect(bytes).toBeGreaterThan(burst - 2 * each.size);
      await exit.flows(second.address4, 1, each);
      expect((await exit.arrived()).bytes - bytes).toBeGreaterThan(burst - 2 * each.size);
    });
  },
);
