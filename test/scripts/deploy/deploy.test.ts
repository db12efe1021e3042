/** Deployments on local chains made to look like the public ones: chain id, hardfork, base fee, fee for data, and a dollar as it lies there. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ArtifactResolver, BuildInfo } from "@nomicfoundation/ignition-core";
import { encodeFunctionData, parseAbi } from "viem";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { openChain } from "../../../chain/chain.ts";
import { settleCost } from "../../../node/settleCost.ts";
import { signDeposit } from "../../../protocol/deposit.ts";
import { paymentsDomain } from "../../../protocol/domain.ts";
import type { Address, Hash, Hex } from "../../../protocol/ids.ts";
import { tokenAmount } from "../../../protocol/units.ts";
import { signVoucher } from "../../../protocol/voucher.ts";
import { loadSecp256k1 } from "../../../runtime/secp256k1.ts";
import { publishedArtifacts } from "../../../scripts/deploy/artifacts.ts";
import { type Deploying, deployOn, predictedAddresses } from "../../../scripts/deploy/deployTurnpike.ts";
import { type LocalShape, openLocalShape } from "../../../scripts/deploy/localShape.ts";
import { type ChainParameters, loadParameters, parameterNames } from "../../../scripts/deploy/parameters.ts";

const feeSink = `0x${"fe".repeat(20)}` as Address;
const payerKey = `0x${"77".repeat(32)}` as Hex;
const gasKey = `0x${"78".repeat(32)}` as Hex;
const mint = parseAbi(["function mint(address to, uint256 amount)"]);

const dir = mkdtempSync(join(tmpdir(), "turnpike-deploy-"));
const open: LocalShape[] = [];
const shaped = async (parameters: ChainParameters): Promise<Deploying & { url: string }> => {
  const shape = await openLocalShape(parameters);
  open.push(shape);
  const { provider, accounts, url } = shape;
  return { parameters, feeSink, provider, accounts, artifacts: publishedArtifacts, url };
};
afterEach(async () => {
  for (const shape of open.splice(0)) await shape.close();
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const altered = async (name: string, change: (file: Record<string, unknown>) => void): Promise<string> => {
  const file = JSON.parse(
    readFileSync(new URL(`../../../deployments/parameters/${name}.json`, import.meta.url), "utf8"),
  ) as Record<string, unknown>;
  change(file);
  const path = join(dir, `altered-${readdirSync(dir).length}.json`);
  writeFileSync(path, JSON.stringify(file));
  return path;
};

it("there are parameters for an Ethereum L1, two optimistic L2s and a side chain", () => {
  expect(parameterNames()).toEqual(["base", "ethereum", "optimism", "polygon"]);
});

describe.each(parameterNames())("a deployment on a chain like %s", (name) => {
  it("has the address that was worked out, again when it is run again, and takes and pays that chain's dollar", {
    timeout: 120_000,
  }, async () => {
    const deploying = await shaped(await loadParameters(name));
    const { parameters, provider, accounts, url } = deploying;
    const network = await deployOn(deploying);
    expect(network).toMatchObject({ ...predictedAddresses(deploying), chainId: parameters.chainId, public: true });
    // Again on this chain, without Ignition's journal: nothing is left to send.
    const sent = await provider.request({ method: "eth_getTransactionCount", params: [accounts[0], "latest"] });
    expect(await deployOn(deploying)).toMatchObject(predictedAddresses(deploying));
    expect(await provider.request({ method: "eth_getTransactionCount", params: [accounts[0], "latest"] })).toBe(sent);

    // What node, client and indexer open.
    const secp = await loadSecp256k1();
    const [payer, gas] = [secp.addressOf(payerKey), secp.addressOf(gasKey)];
    await provider.request({ method: "hardhat_setBalance", params: [gas, "0x56bc75e2d63100000"] });
    const data = encodeFunctionData({ abi: mint, functionName: "mint", args: [payer, 5_000_000n] });
    await provider.request({
      method: "eth_sendTransaction",
      params: [{ from: accounts[0], to: network.token.address, data }],
    });
    const chain = await openChain({ network: { ...network, rpcUrls: [url] }, signerKey: gasKey });
    const { token } = network;
    const terms = {
      ...{ from: payer, payer, owner: payer, amount: tokenAmount(5_000_000n), relayFee: tokenAmount(0n) },
      ...{ validAfter: 0, validBefore: 2 ** 40 - 1, salt: `0x${"ab".repeat(32)}` as Hash },
    };
    const domain = { name: token.name, version: token.version, chainId: network.chainId, token: token.address };
    await chain.channels.depositWithAuthorization(
      signDeposit(domain, network.paymentChannels, terms, secp.signer(payerKey)),
    );
    const payments = paymentsDomain(network.chainId, network.paymentChannels);
    const voucher = signVoucher(payments, gas, tokenAmount(2_000_000n), secp.signer(payerKey));
    await chain.channels.settle(gas, [voucher]);
    expect(await chain.channels.channel(gas, payer)).toMatchObject({ settled: 2_000_000n });
    expect(await chain.channels.earned(gas)).toEqual({ credit: 1_980_000n, fee: 20_000n });
    expect(await chain.registry.minimumStake()).toBe(parameters.minimumStake);

    // What the settler's curve goes by: on a rollup bytes cost, and a hundred vouchers' bytes more than one's.
    const { l1Fee } = parameters.shape;
    const [none, one, many] = await Promise.all([0, 300, 8_000].map((bytes) => chain.fees.costInToken(1_000n, bytes)));
    expect(many === none).toBe(l1Fee === undefined);
    if (l1Fee !== undefined) expect(many).toBeGreaterThan(2n * (one ?? 0n));
    const { call, item } = await settleCost(chain.fees);
    const gasOnly = (await chain.fees.costInToken(17_000n, 0)) - (await chain.fees.costInToken(0n, 0));
    expect(item > gasOnly + 1n).toBe(l1Fee !== undefined);
    expect(call).toBeGreaterThanOrEqual(item);
  });
});

describe("a deployment", () => {
  it("has the same address on a chain that is new, and another with another parameter", async () => {
    const [one, other] = [await shaped(await loadParameters("base")), await shaped(await loadParameters("base"))];
    const { nodeRegistry, paymentChannels } = await deployOn(one);
    expect(await deployOn({ ...other, accounts: other.accounts.slice(3) })).toMatchObject({
      nodeRegistry,
      paymentChannels,
    });
    const dearer = { ...one.parameters, feeBps: 200 };
    expect(predictedAddresses({ parameters: dearer, feeSink })).toMatchObject({ nodeRegistry });
    expect(predictedAddresses({ parameters: dearer, feeSink }).paymentChannels).not.toBe(paymentChannels);
  });

  it("keeps Ignition's journal, the artifacts and the compiler's standard JSON input, by which sources are verified", async () => {
    const deploying = await shaped(await loadParameters("ethereum"));
    const input = { language: "Solidity", sources: {}, settings: {} } as unknown as BuildInfo["input"];
    const build: BuildInfo = {
      ...{ _format: "hh3-sol-build-info-1", id: "solc-made", solcVersion: "0.8.37" },
      ...{ solcLongVersion: "0.8.37", input, userSourceNameMap: {} },
    };
    const artifacts: ArtifactResolver = {
      loadArtifact: async (name) => ({ ...(await publishedArtifacts.loadArtifact(name)), buildInfoId: build.id }),
      getBuildInfo: async () => build,
    };
    const deploymentDir = mkdtempSync(join(dir, "kept-"));
    const { nodeRegistry, paymentChannels } = await deployOn({ ...deploying, artifacts, deploymentDir });
    const read = (name: string) => JSON.parse(readFileSync(join(deploymentDir, name), "utf8"));
    const addresses = Object.values(read("deployed_addresses.json") as Record<string, string>);
    expect(addresses.map((address) => address.toLowerCase()).sort()).toEqual([nodeRegistry, paymentChannels].sort());
    expect(read("build-info/solc-made.json").input).toEqual(input);
    expect(readFileSync(join(deploymentDir, "journal.jsonl"), "utf8")).toContain("Turnpike#PaymentChannels");
  });

  it("is refused on a chain with another id, before anything is sent", async () => {
    const deploying = await shaped(await loadParameters("optimism"));
    const elsewhere = { ...deploying, parameters: await loadParameters("base") };
    await expect(deployOn(elsewhere)).rejects.toMatchObject({
      code: "CHAIN_WRONG_ID",
      data: { expected: 8453, received: 10 },
    });
    const from = deploying.accounts[0];
    expect(await deploying.provider.request({ method: "eth_getTransactionCount", params: [from, "latest"] })).toBe(
      "0x0",
    );
  });

  it.each([
    ["feeBps", { feeBps: 1_001 }],
    ["minimumStake", { minimumStake: "999999" }],
    ["minimumStake", { minimumStake: "1000000000001" }],
    ["maxRelayFee", { maxRelayFee: "500001" }],
    ["profile", { profile: "none" }],
    ["salt", { salt: "0x12" }],
  ])("is refused with %s out of its bounds: %j", async (key, values) => {
    const path = await altered("base", (file) => Object.assign(file, values));
    const error = await loadParameters(path).then(
      () => undefined,
      (refused: { code: string; message: string }) => refused,
    );
    expect(error).toMatchObject({ code: "CONFIG_INVALID" });
    expect(error?.message).toContain(key);
  });

  it("is refused with a token that is another one, or has no code, and with fees for nobody", async () => {
    const deploying = await shaped(await loadParameters("ethereum"));
    const { parameters } = deploying;
    const withToken = (change: object) => ({
      ...deploying,
      parameters: { ...parameters, token: { ...parameters.token, ...change } },
    });
    await expect(deployOn(withToken({ version: "1" }))).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      data: { key: "version" },
    });
    await expect(deployOn(withToken({ name: "USDC" }))).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      data: { key: "name" },
    });
    await expect(deployOn(withToken({ address: feeSink }))).rejects.toMatchObject({ code: "CHAIN_NO_CONTRACT" });
    const nobody = `0x${"00".repeat(20)}` as Address;
    await expect(deployOn({ ...deploying, feeSink: nobody })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });
});
