/** `npm run deploy` without `--dry-run`: by an endpoint and a key, against a chain that looks like a public one and knows nothing of the deployer but its transactions. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseTransaction } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadNetwork, type Network } from "../../../chain/network.ts";
import type { Address, Hex } from "../../../protocol/ids.ts";
import { loadSecp256k1 } from "../../../runtime/secp256k1.ts";
import { publishedArtifacts } from "../../../scripts/deploy/artifacts.ts";
import { deployOn, predictedAddresses } from "../../../scripts/deploy/deployTurnpike.ts";
import { type LocalShape, openLocalShape } from "../../../scripts/deploy/localShape.ts";
import { type ChainParameters, loadParameters } from "../../../scripts/deploy/parameters.ts";
import { deployPublicly, type PublicDeployment } from "../../../scripts/deploy/publicDeployment.ts";
import { openRpcProxy, type RpcProxy } from "../../support/rpcProxy.ts";

const deployerKey = `0x${"d1".repeat(32)}` as Hex;
const feeSink = `0x${"fe".repeat(20)}` as Address;
const otherSink = `0x${"fd".repeat(20)}` as Address;

describe("a deployment by an endpoint and a key", () => {
  const folder = mkdtempSync(join(tmpdir(), "turnpike-public-"));
  let parameters: ChainParameters;
  let shape: LocalShape;
  let proxy: RpcProxy;
  let deployer: Address;
  let made: Network;

  beforeAll(async () => {
    parameters = await loadParameters("base");
    shape = await openLocalShape(parameters);
    proxy = await openRpcProxy(shape.url);
    deployer = (await loadSecp256k1()).addressOf(deployerKey);
    await shape.provider.request({ method: "hardhat_setBalance", params: [deployer, "0x56bc75e2d63100000"] });
  });
  afterAll(async () => {
    await proxy.close();
    await shape.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const sentBy = async (address: string): Promise<number> =>
    Number(await shape.provider.request({ method: "eth_getTransactionCount", params: [address, "latest"] }));
  const head = async (): Promise<number> => Number(await shape.provider.request({ method: "eth_blockNumber" }));
  const deploy = (
    changes: Partial<Pick<PublicDeployment, "parameters" | "feeSink" | "folder" | "rpcUrl">> = {},
  ): Promise<Network> =>
    deployPublicly({
      ...{ parameters, feeSink, rpcUrl: proxy.url, deployerKey, artifacts: publishedArtifacts, folder },
      ...{ pollMilliseconds: 50, ...changes },
    });
  const file = () => join(folder, "base.json");

  it("is refused where nothing answers, and leaves nothing behind", async () => {
    await expect(deploy({ rpcUrl: "http://127.0.0.1:1" })).rejects.toMatchObject({ code: "CHAIN_RPC_UNREACHABLE" });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("that is cut off between the two contracts goes on from what lies on the chain, and writes the network that every command opens", async () => {
    const others = await sentBy(shape.accounts[0] ?? "");
    const before = await head();
    let sent = 0;
    proxy.rule = (method) => (method === "eth_sendRawTransaction" && ++sent > 1 ? "hang up" : undefined);
    await expect(deploy()).rejects.toThrow();
    proxy.rule = () => undefined;
    expect(await sentBy(deployer)).toBe(1);
    expect(existsSync(file())).toBe(false);

    made = await deploy();
    expect(await sentBy(deployer)).toBe(2);
    expect(await sentBy(shape.accounts[0] ?? "")).toBe(others);
    expect(await loadNetwork(file())).toEqual(made);
    expect(made).toMatchObject({ ...predictedAddresses({ parameters, feeSink }), rpcUrls: [proxy.url], public: true });
    // Nothing of the contracts is older than where followers begin.
    expect(made.deploymentBlock).toBe(before + 1);
    for (const journal of ["journal.1.jsonl", "journal.jsonl"])
      expect(existsSync(join(folder, "base", journal)), journal).toBe(true);
  });

  it("sends nothing when it is run again, and leaves what somebody put into the file", async () => {
    const edited = { ...made, rpcUrls: ["https://rpc.example"], indexers: ["https://indexer.example"] };
    writeFileSync(file(), JSON.stringify(edited));
    expect(await deploy()).toEqual(edited);
    expect(await loadNetwork(file())).toEqual(edited);
    expect(await sentBy(deployer)).toBe(2);
  });

  it("finds the block of contracts that lie there already, when file and journal are gone", async () => {
    for (let block = 0; block < 40; block++) await shape.provider.request({ method: "evm_mine" });
    const elsewhere = mkdtempSync(join(tmpdir(), "turnpike-public-"));
    const found = await deploy({ folder: elsewhere });
    rmSync(elsewhere, { recursive: true, force: true });
    expect(found).toMatchObject(predictedAddresses({ parameters, feeSink }));
    expect(found.deploymentBlock).toBe(made.deploymentBlock);
    expect(await sentBy(deployer)).toBe(2);
  });

  it("takes the number that it is told where the endpoint has forgotten old states", async () => {
    const { provider } = shape;
    const forgetful: typeof provider = {
      request: async (asked) => {
        const [, block] = (asked.params as readonly unknown[] | undefined) ?? [];
        if (asked.method === "eth_getCode" && block !== "latest" && Number(block) < (await head()) - 8)
          throw new Error("missing trie node");
        return provider.request(asked);
      },
    };
    const deploying = { parameters, feeSink, provider: forgetful, accounts: [], artifacts: publishedArtifacts };
    await expect(deployOn(deploying)).rejects.toMatchObject({ code: "DEPLOYMENT_BLOCK_UNKNOWN" });
    expect(await deployOn({ ...deploying, deploymentBlock: 7 })).toMatchObject({ deploymentBlock: 7 });
  });

  it("is found again after somebody sent the same contract first, whose gas was all that was lost", async () => {
    const salted = { ...parameters, salt: `0x${"5a".repeat(32)}` as Hex };
    const raced = mkdtempSync(join(tmpdir(), "turnpike-raced-"));
    let copied = false;
    proxy.before = async (method, params) => {
      if (method !== "eth_sendRawTransaction" || copied) return;
      copied = true;
      const { to, data } = parseTransaction(params[0] as Hex);
      await shape.provider.request({ method: "eth_sendTransaction", params: [{ from: shape.accounts[1], to, data }] });
    };
    const again = () => deploy({ parameters: salted, folder: raced });
    await expect(again()).rejects.toThrow();
    proxy.before = async () => {};
    expect(copied).toBe(true);
    const sent = await sentBy(deployer);
    expect(await again()).toMatchObject(predictedAddresses({ parameters: salted, feeSink }));
    expect(await sentBy(deployer)).toBe(sent + 1);
    rmSync(raced, { recursive: true });
  });

  it("for another fee sink shares the registry, and is refused over the file of the first", async () => {
    const before = readFileSync(file(), "utf8");
    const sent = await sentBy(deployer);
    await expect(deploy({ feeSink: otherSink })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    expect(readFileSync(file(), "utf8")).toBe(before);
    expect(await sentBy(deployer)).toBe(sent);
    rmSync(join(folder, "base"), { recursive: true });
    rmSync(file());
    const other = await deploy({ feeSink: otherSink });
    expect(other.nodeRegistry).toBe(made.nodeRegistry);
    expect(other.paymentChannels).not.toBe(made.paymentChannels);
    expect(await sentBy(deployer)).toBe(sent + 1);
  });
});
