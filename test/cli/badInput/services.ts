import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Place } from "./place.ts";

export function serviceRefusals(at: Place): void {
  it("when the port of the local chain is taken, where once a stack was shown", async () => {
    const port = new URL(at.market.devnet.rpcUrl).port;
    const dir = join(at.market.dir, "second");
    await at.refuses(["devnet", "--dir", dir, "--port", port], {
      exit: 4,
      code: "PORT_BUSY",
      says: /is in use; stop what uses it or give another --port/,
    });
    expect(existsSync(join(dir, "devnet.json"))).toBe(false);
  });

  it("when a port of the local chain is none", () =>
    at.refuses(["devnet", "--dir", join(at.market.dir, "second"), "--port", "many"], {
      exit: 2,
      code: "CONFIG_INVALID",
      says: /--port takes a number from 0 to 65535, not "many"/,
    }));

  it("when the indexer's port is taken", () =>
    at.refuses(
      [
        ...["indexer", "run", "--network", at.market.networkFile, "--database", "memory"],
        ...["--listen", new URL(at.indexer).host],
      ],
      { exit: 4, code: "PORT_BUSY", says: /in use/ },
    ));
}
