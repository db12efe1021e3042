/** examples/open-pay-settle.ts, a payer written from docs/protocol.md alone, against the real chain, indexer and exit, each a process of its own. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChain } from "../../chain/chain.ts";
import { DevnetJson, loadNetwork } from "../../chain/network.ts";
import { parseAddress } from "../../protocol/ids.ts";
import { amountDue } from "../../protocol/price.ts";
import { bytes, pricePerGB } from "../../protocol/units.ts";
import { parseMessage } from "../../protocol/wire.ts";
import { openWorld, type World } from "../../scripts/demo/world.ts";
import { run } from "../support/run.ts";

const script = fileURLToPath(new URL("../../examples/open-pay-settle.ts", import.meta.url));
const size = 4_000_000;

describe("a payer written from docs/protocol.md alone", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(1, size, () => {});
  });
  afterAll(() => world.close());

  it("deposits without gas, moves bytes, pays on demand, and settles to the unit", { timeout: 120_000 }, async () => {
    const { accounts } = parseMessage(DevnetJson, JSON.parse(readFileSync(world.network, "utf8")), "network file");
    const keyOf = (name: string) => accounts[name]?.privateKey ?? "";
    const url = `http://127.0.0.1:${world.origin.port}/file`;
    const { code, stdout, stderr } = await run(process.execPath, [script, world.network, world.indexer, url], {
      env: { ...process.env, PAYER_KEY: keyOf("payer"), SETTLER_KEY: keyOf("operator5") },
    });
    expect(code, stderr).toBe(0);
    const said = JSON.parse(stdout.toString("utf8"));
    expect(said).toMatchObject({ sha256: world.origin.sha256, bodyBytes: size, deposited: "1000000" });

    const chain = await openChain({ network: await loadNetwork(world.network) });
    const [node, payer] = [parseAddress(said.node), parseAddress(said.payer)];
    const { settled } = await chain.channels.channel(node, payer);
    // Both sides metered the same: the last demand left nothing to pay.
    expect(settled).toBe(amountDue(bytes(BigInt(said.metered)), pricePerGB(BigInt(said.pricePerGB))));
    expect(settled.toString()).toBe(said.paid);
    expect((await chain.channels.account(payer)).available).toBe(1_000_000n - settled);
    const { credit, fee } = await chain.channels.earned(node);
    expect(credit + fee).toBe(settled);
    expect(Number(said.vouchers)).toBeGreaterThan(3);
    expect(await chain.head.nativeBalance(payer)).toBe(0n);
    expect(await chain.head.transactionCount(payer)).toBe(0);
  });
});
