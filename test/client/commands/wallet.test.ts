import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAddress } from "../../../protocol/ids.ts";
import { turnpike } from "../../support/cli.ts";
import { openIndexer } from "../../support/indexer.ts";
import { eventually, type Market, openMarket } from "../../support/market.ts";

describe("a payer leaves with its money and never holds gas", () => {
  let market: Market;
  let common: string[];

  const wallet = async (...args: string[]) => {
    const said = await turnpike(["wallet", ...args, ...common]);
    return { ...said, json: JSON.parse(said.stdout.trim().split("\n").at(-1) ?? "{}") as Record<string, string> };
  };

  beforeAll(async () => {
    market = await openMarket();
    const { url } = await openIndexer(market);
    const node = await market.node({ indexers: [url] });
    await eventually("the node in the list", async () =>
      (await (await fetch(`${url}/v1/nodes/${node.id}`)).text()).includes("certificateSha256"),
    );
    common = ["--dir", join(market.dir, "client"), "--network", market.networkFile, "--indexer", url, "--json"];
    expect((await wallet("create", "--devnet-account", "payer2")).code).toBe(0);
    expect((await wallet("deposit", "2")).code).toBe(0);
  });
  afterAll(() => market.close());

  it("names as owner whom the user says and nobody else", async () => {
    const [payer, owner] = [`0x${"a1".repeat(20)}`, `0x${"b2".repeat(20)}`];
    const given = await wallet("deposit", "1", "--payer", payer, "--owner", owner);
    expect(given.code, given.stderr).toBe(0);
    expect(await market.chain.channels.account(parseAddress(payer))).toEqual({ available: 1_000_000n, owner });
    const refused = { code: 6, error: { code: "ACCOUNT_OF_ANOTHER" } };
    expect(await wallet("deposit", "1", "--payer", payer)).toMatchObject(refused);
    expect(await wallet("deposit", "1", "--owner", owner)).toMatchObject(refused);
    expect(await wallet("deposit", "1", "--owner", "0x12")).toMatchObject({ error: { code: "ADDRESS_INVALID" } });
  });

  it("asks for it, waits a day, and an exit relays the payment to the owner", async () => {
    const nothing = await wallet("finish-withdraw");
    expect(nothing).toMatchObject({ code: 3, error: { code: "NOT_READY" } });
    expect(nothing.stderr).toContain("ask first with: turnpike wallet withdraw");

    const { payer = "", tokens = "" } = (await wallet("show")).json;
    expect((await wallet("withdraw", "1.5")).code).toBe(0);
    expect((await wallet("show")).json).toMatchObject({
      available: "2000000",
      requested: "1500000",
      spendable: "500000",
    });
    const early = await wallet("finish-withdraw");
    expect(early).toMatchObject({ code: 3, error: { code: "NOT_READY" } });
    expect(early.stderr).toMatch(/may leave at 20\d\d-.*; run this again then/);

    for (const [method, params] of [
      ["evm_increaseTime", [86_400]],
      ["evm_mine", []],
    ] as const)
      await fetch(market.devnet.rpcUrl, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      });
    const finished = await wallet("finish-withdraw");
    expect(finished.code, finished.stderr).toBe(0);
    expect((await wallet("show")).json).toMatchObject({
      tokens: String(BigInt(tokens) + 1_500_000n),
      available: "500000",
      requested: "0",
    });
    expect(await market.chain.head.transactionCount(parseAddress(payer))).toBe(0);
  });
});
