/** What anybody can do with the documents and the chain alone, against the real chain, indexer and exit, each a process of its own. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chain, openChain } from "../../chain/chain.ts";
import { DevnetJson, loadNetwork, type Network } from "../../chain/network.ts";
import { paymentsDomain } from "../../protocol/domain.ts";
import { type Address, type Hex, parseAddress } from "../../protocol/ids.ts";
import { amountDue } from "../../protocol/price.ts";
import { bytes, pricePerGB, tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { parseMessage } from "../../protocol/wire.ts";
import { signWithdrawRequest } from "../../protocol/withdrawRequest.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import { openWorld, type World } from "../../scripts/demo/world.ts";
import { openRawSession } from "../support/rawSession.ts";
import { run } from "../support/run.ts";

const script = fileURLToPath(new URL("../../examples/open-pay-settle.ts", import.meta.url));
const size = 4_000_000;
const hour = 3_600;

describe("what anybody can do", () => {
  let world: World;
  let network: Network;
  let chain: Chain;
  let accounts: Readonly<Record<string, { readonly address: string; readonly privateKey: string }>>;
  const keyOf = (name: string) => (accounts[name]?.privateKey ?? "") as Hex;

  beforeAll(async () => {
    world = await openWorld(1, size, () => {});
    network = await loadNetwork(world.network);
    accounts = parseMessage(DevnetJson, JSON.parse(readFileSync(world.network, "utf8")), "network file").accounts;
    chain = await openChain({ network, signerKey: keyOf("operator5") });
  });
  afterAll(() => world.close());

  it("a payer written from docs/protocol.md alone deposits without gas, moves bytes, pays on demand, and settles to the unit", async () => {
    const url = `http://127.0.0.1:${world.origin.port}/file`;
    const { code, stdout, stderr } = await run(process.execPath, [script, world.network, world.indexer, url], {
      env: { ...process.env, PAYER_KEY: keyOf("payer"), SETTLER_KEY: keyOf("operator5") },
    });
    expect(code, stderr).toBe(0);
    const said = JSON.parse(stdout.toString("utf8"));
    expect(said).toMatchObject({ sha256: world.origin.sha256, bodyBytes: size, deposited: "1000000" });

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

  it("a watcher pays a dead node before its payer's withdrawal leaves", async () => {
    const [node] = world.nodes;
    if (node === undefined) throw new Error("no node");
    const id = parseAddress(node.address);
    const payer = accounts.payer2?.address as Address;
    const pass = async (seconds: number) => {
      const { request } = chain.client;
      for (const [method, params] of [
        ["evm_increaseTime", [seconds]],
        ["evm_mine", []],
      ] as const)
        await request({ method, params } as unknown as Parameters<typeof request>[0]);
    };
    // An exit that takes vouchers and never settles by itself.
    await node.process.stop();
    const config = join(node.dir, "node.json");
    const settings = JSON.parse(readFileSync(config, "utf8"));
    writeFileSync(config, JSON.stringify({ ...settings, settleIntervalSeconds: 86_400 }), { mode: 0o600 });
    await world.restart(node);
    const { endpoint } = (await node.process.ready) as unknown as { endpoint: { host: string; port: number } };
    const listed = await fetch(`${world.indexer}/v1/nodes/${id}`);
    const { descriptor } = (await listed.json()) as { descriptor: { body: { certificateSha256: string } } };
    const { certificateSha256 } = descriptor.body;

    await chain.token.approve(network.paymentChannels, tokenAmount(1_000_000n));
    await chain.channels.deposit(payer, payer, tokenAmount(1_000_000n));
    const session = await openRawSession(
      { network },
      { id, endpoint: { ...endpoint, certificateSha256 } },
      keyOf("payer2"),
    );
    await session.submit(600_000n);
    session.end();

    // The operator gives its vouchers to a watcher, and its machine dies.
    const file = join(world.dir, "vouchers.json");
    const common = ["--network", world.network, "--json"];
    const exported = await world.run("export", ["node", "export-vouchers", file, "--dir", node.dir, ...common]);
    expect(exported).toMatchObject({ node: id, vouchers: 2 });
    node.process.child.kill("SIGKILL");
    await node.process.ended;
    const watcher = world.start("watch", ["watch", file, ...common, "--devnet-account", "operator4"]);
    await watcher.line((line) => line.type === "look" && line.waiting === 1);

    // The payer asks for everything back, by a signature that a third one relays.
    const { signer } = await loadSecp256k1();
    const terms = {
      payer,
      amount: tokenAmount(1_000_000n),
      relayFee: tokenAmount(0n),
      nonce: 0,
      deadline: unixSeconds(2 ** 40 - 1),
    };
    const domain = paymentsDomain(network.chainId, network.paymentChannels);
    await chain.channels.requestWithdrawSigned(signWithdrawRequest(domain, terms, signer(keyOf("payer2"))));
    const { readyAt } = await chain.channels.request(payer);
    const margin = chain.profile.marginSeconds;
    await watcher.line((line) => line.type === "look" && line.nextDueAt === readyAt - margin);
    expect((await chain.channels.channel(id, payer)).settled).toBe(0n);

    const before = await chain.channels.earned(id);
    await pass(24 * hour - margin);
    const submitted = await watcher.line((line) => line.type === "look" && line.submitted === 1);
    expect(submitted).toMatchObject({ amount: "600000", done: false });
    expect(await chain.head.headTime()).toBeLessThan(readyAt);
    // When that is final there is nothing left to do, and it ends by itself.
    await watcher.line((line) => line.type === "look" && line.done === true);
    expect(await watcher.ended).toBe(0);

    await pass(margin);
    await chain.channels.withdraw(payer);
    expect((await chain.channels.account(payer)).available).toBe(0n);
    expect((await chain.channels.channel(id, payer)).settled).toBe(600_000n);
    const { credit, fee } = await chain.channels.earned(id);
    expect(credit + fee - before.credit - before.fee).toBe(600_000n);
  });
});
