/**
 * The published code of the contracts on a chain inside this process, with parties that have keys: what the tests of gas and of the model run against. The
 * chain's clock starts at a fixed time and moves only as the test says, so that every run sees the same bytes.
 */
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import {
  type Abi,
  type ContractFunctionArgs,
  type ContractFunctionName,
  createPublicClient,
  createWalletClient,
  custom,
  encodeFunctionData,
  type TransactionReceipt,
} from "viem";
import {
  nodeRegistryAbi,
  nodeRegistryBytecode,
  paymentChannelsAbi,
  paymentChannelsBytecode,
  testStablecoinAbi,
  testStablecoinBytecode,
} from "../../chain/contracts.generated.ts";
import { nodeDomain, paymentsDomain } from "../../protocol/domain.ts";
import { type Address, type Hex, parseAddress } from "../../protocol/ids.ts";
import { signNodeKey } from "../../protocol/nodeKey.ts";
import type { Sign } from "../../protocol/signature.ts";
import { unixSeconds } from "../../protocol/units.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";

export interface Party {
  readonly address: Address;
  readonly sign: Sign;
}

/** When the chain begins. */
export const beginning = 1_900_000_000;
export const feeBps = 100;
export const maxRelayFee = 500_000n;
const stake = 100_000_000n;
const chainId = 31_337;

type ChannelsAbi = typeof paymentChannelsAbi;
type Changing = ContractFunctionName<ChannelsAbi, "nonpayable">;

export type LocalContracts = Awaited<ReturnType<typeof openContracts>>;

export async function openContracts() {
  const secp = await loadSecp256k1();
  const runtime = await createHardhatRuntimeEnvironment({
    // No compiled contracts to read for stack traces: that takes a second, and `npm test` may be writing them.
    paths: { artifacts: "noArtifacts" },
    networks: {
      local: {
        type: "edr-simulated",
        chainId,
        hardfork: "prague",
        initialDate: new Date(beginning * 1_000),
        allowBlocksWithSameTimestamp: true,
      },
    },
  });
  const connection = await runtime.network.create("local");
  const transport = custom(connection.provider);
  const client = createPublicClient({ transport, pollingInterval: 5, cacheTime: 0 });
  const wallet = createWalletClient({ transport });
  const unlocked = (await wallet.getAddresses()).map((address) => parseAddress(address));
  const [deployer, owner, operator, payout, sink, relayer] = unlocked;
  if (!deployer || !owner || !operator || !payout || !sink || !relayer)
    throw new Error("the chain has too few accounts");

  const mined = async (hash: Hex): Promise<TransactionReceipt> => {
    const receipt = await client.waitForTransactionReceipt({ hash });
    if (receipt.status !== "success") throw new Error(`transaction ${hash} reverted`);
    return receipt;
  };
  const deploy = async (abi: Abi, bytecode: Hex, args: readonly unknown[]): Promise<Address> => {
    const { contractAddress } = await mined(
      await wallet.deployContract({ abi, bytecode, args, account: deployer, chain: null }),
    );
    return parseAddress(contractAddress ?? "");
  };
  const token = await deploy(testStablecoinAbi as Abi, testStablecoinBytecode, []);
  const registry = await deploy(nodeRegistryAbi as Abi, nodeRegistryBytecode, [token, stake]);
  const channels = await deploy(paymentChannelsAbi as Abi, paymentChannelsBytecode, [
    token,
    registry,
    sink,
    feeBps,
    maxRelayFee,
  ]);

  const party = (name: string): Party => {
    const key: Hex = `0x${Buffer.from(name.padEnd(31, "-")).toString("hex").slice(0, 62).padStart(64, "0")}`;
    return { address: secp.addressOf(key), sign: secp.signer(key) };
  };
  /** Calls PaymentChannels; rejects when the contract reverts. */
  const call = async <Name extends Changing>(
    from: Address,
    functionName: Name,
    args: ContractFunctionArgs<ChannelsAbi, "nonpayable", Name>,
  ): Promise<TransactionReceipt> => {
    const data = encodeFunctionData<Abi>({
      abi: paymentChannelsAbi as Abi,
      functionName,
      args: args as readonly unknown[],
    });
    return mined(await wallet.sendTransaction({ account: from, to: channels, data, chain: null }));
  };
  const callToken = async (from: Address, functionName: "mint" | "approve", args: readonly [Address, bigint]) =>
    mined(
      await wallet.writeContract({
        abi: testStablecoinAbi,
        address: token,
        functionName,
        args,
        account: from,
        chain: null,
      }),
    );

  /** Registers a node whose stake, key and payout are the usual ones. */
  const register = async (node: Party) => {
    const deadline = unixSeconds(beginning + 86_400);
    const proof = signNodeKey(nodeDomain(chainId, registry), { operator, node: node.address, deadline }, node.sign);
    await callToken(deployer, "mint", [operator, stake]);
    await callToken(operator, "approve", [registry, stake]);
    await mined(
      await wallet.writeContract({
        abi: nodeRegistryAbi,
        address: registry,
        functionName: "register",
        args: [node.address, payout, stake, 0n, deadline, proof],
        account: operator,
        chain: null,
      }),
    );
  };
  /** Lets a party with a key of its own send transactions, with gas to pay for them. */
  const letSend = async ({ address }: Party) => {
    await connection.provider.request({ method: "hardhat_impersonateAccount", params: [address] });
    await connection.provider.request({ method: "hardhat_setBalance", params: [address, "0xde0b6b3a7640000"] });
  };
  /** Brings a permit to the token, as anybody may. */
  const bringPermit = async (
    args: readonly [owner: Address, spender: Address, value: bigint, deadline: bigint, v: number, r: Hex, s: Hex],
  ) =>
    mined(
      await wallet.writeContract({
        ...{ abi: testStablecoinAbi, address: token, functionName: "permit", args, account: relayer, chain: null },
      }),
    );
  const approve = (holder: Address) => callToken(holder, "approve", [channels, 2n ** 256n - 1n]);
  await approve(owner);

  return {
    addresses: { token, registry, channels },
    accounts: { owner, operator, payout, sink, relayer },
    payments: paymentsDomain(chainId, channels),
    party,
    call,
    register,
    approve,
    letSend,
    bringPermit,
    mint: (to: Address, amount: bigint) => callToken(deployer, "mint", [to, amount]),
    balanceOf: (of: Address) =>
      client.readContract({ abi: testStablecoinAbi, address: token, functionName: "balanceOf", args: [of] }),
    client,
    /** The time of the block that the next transaction makes. */
    at: (time: number) => connection.provider.request({ method: "evm_setNextBlockTimestamp", params: [time] }),
    /** Mines a block of this time. */
    setTime: async (time: number) => {
      await connection.provider.request({ method: "evm_setNextBlockTimestamp", params: [time] });
      await connection.provider.request({ method: "evm_mine" });
    },
    snapshot: async () => {
      const taken = await connection.provider.request({ method: "evm_snapshot" });
      return () => connection.provider.request({ method: "evm_revert", params: [taken] });
    },
    close: () => connection.close(),
  };
}
