import {
  type Account,
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  createWalletClient,
  fallback,
  HttpRequestError,
  http,
  type PublicClient,
  TimeoutError,
  type Chain as ViemChain,
  type WalletClient,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { CodedError } from "../protocol/errors.ts";
import type { Address, Hash, Hex } from "../protocol/ids.ts";
import { tokenAmount } from "../protocol/units.ts";
import { channelsAdapter } from "./channelsAdapter.ts";
import { ChainError } from "./errors.ts";
import type { Network } from "./network.ts";
import type {
  ChannelReader,
  ChannelWriter,
  Depth,
  FeePort,
  HeadPort,
  Receipt,
  RegistryReader,
  RegistryWriter,
  TokenPort,
} from "./ports.ts";
import { type ChainProfile, profileOf } from "./profiles.ts";
import { registryAdapter } from "./registryAdapter.ts";
import { tokenAdapter } from "./tokenAdapter.ts";

export interface Chain {
  readonly network: Network;
  readonly profile: ChainProfile;
  /** The account that sends transactions, when there is one. */
  readonly address: Address | undefined;
  readonly channels: ChannelReader & ChannelWriter;
  readonly registry: RegistryReader & RegistryWriter;
  readonly token: TokenPort;
  readonly fees: FeePort;
  readonly head: HeadPort;
  readonly client: PublicClient;
}

/** What the adapters share: reading at a depth, and sending one transaction after another. */
export interface Connection {
  readonly network: Network;
  readonly profile: ChainProfile;
  readonly client: PublicClient;
  read<T>(work: (block: { blockNumber?: bigint }) => Promise<T>, depth?: Depth): Promise<T>;
  /** Simulates, sends, waits for the receipt. Codes: `CHAIN_REVERTED`, `CHAIN_RPC_UNREACHABLE`, `CHAIN_NO_SIGNER`, `CHAIN_UNDERFUNDED`. */
  send(call: {
    readonly address: Address;
    readonly abi: readonly unknown[];
    readonly functionName: string;
    readonly args: readonly unknown[];
  }): Promise<Receipt>;
}

/**
 * Connects to a network and makes sure it is the one that was meant: the chain id and the code at both contracts.
 * Codes: `CHAIN_RPC_UNREACHABLE`, `CHAIN_WRONG_ID`, `CHAIN_NO_CONTRACT`.
 */
export async function openChain(options: {
  readonly network: Network;
  readonly signerKey?: Hex | undefined;
}): Promise<Chain> {
  const { network } = options;
  const profile = profileOf(network.profile);
  const transport = fallback(
    network.rpcUrls.map((url) => http(url, { timeout: 10_000, retryCount: 2 })),
    { rank: false },
  );
  const viemChain: ViemChain = {
    id: network.chainId,
    name: network.name,
    nativeCurrency: { name: "gas", symbol: "GAS", decimals: 18 },
    rpcUrls: { default: { http: network.rpcUrls } },
  };
  const client: PublicClient = createPublicClient({
    chain: viemChain,
    transport,
    pollingInterval: Math.min(1_000, profile.blockSeconds * 250),
  });
  const account = options.signerKey === undefined ? undefined : privateKeyToAccount(options.signerKey);
  const wallet = account === undefined ? undefined : createWalletClient({ chain: viemChain, transport, account });

  const id = await translated(() => client.getChainId());
  if (id !== network.chainId) {
    throw new ChainError(
      "CHAIN_WRONG_ID",
      `the RPC endpoint serves chain ${id}, but network "${network.name}" is chain ${network.chainId}; give the right --network or RPC`,
      {
        expected: network.chainId,
        received: id,
      },
    );
  }
  for (const address of [network.paymentChannels, network.nodeRegistry, network.token.address]) {
    const code = await translated(() => client.getCode({ address }));
    if (code === undefined || code === "0x") {
      throw new ChainError(
        "CHAIN_NO_CONTRACT",
        `there is no contract at ${address} on chain ${id}; the network file is for another deployment`,
        { address },
      );
    }
  }

  const connection: Connection = {
    network,
    profile,
    client,
    read: (work, depth = "latest") => translated(async () => work(await blockAt(client, profile, depth))),
    send: sender(client, wallet, account, profile),
  };
  return {
    network,
    profile,
    address: account?.address.toLowerCase() as Address | undefined,
    channels: channelsAdapter(connection),
    registry: registryAdapter(connection),
    token: tokenAdapter(connection),
    fees: {
      costInToken: (gas) =>
        translated(async () => {
          const { baseFeePerGas } = await client.getBlock();
          const wei = gas * ((baseFeePerGas ?? 0n) + profile.priorityFeeWei);
          return tokenAmount((wei * profile.gasTokenUsdMicros + 10n ** 18n - 1n) / 10n ** 18n);
        }),
    },
    head: {
      blockNumber: () => translated(() => client.getBlockNumber({ cacheTime: 0 })),
      headTime: () => translated(async () => Number((await client.getBlock()).timestamp)),
      nativeBalance: (holder) => translated(() => client.getBalance({ address: holder })),
      transactionCount: (holder) => translated(() => client.getTransactionCount({ address: holder })),
    },
    client,
  };
}

async function blockAt(client: PublicClient, profile: ChainProfile, depth: Depth): Promise<{ blockNumber?: bigint }> {
  const behind = depth === "latest" ? 0 : depth === "soft" ? profile.softDepth : profile.finalityDepth;
  if (behind === 0) return {};
  const head = await client.getBlockNumber({ cacheTime: 0 });
  return { blockNumber: head > BigInt(behind) ? head - BigInt(behind) : 0n };
}

/** One transaction at a time per signer: the next nonce is known only when the last one is in. */
function sender(
  client: PublicClient,
  wallet: WalletClient | undefined,
  account: Account | undefined,
  profile: ChainProfile,
): Connection["send"] {
  let last: Promise<unknown> = Promise.resolve();
  return (call) => {
    const turn = last.then(() =>
      translated(async () => {
        if (wallet === undefined || account === undefined) {
          throw new ChainError(
            "CHAIN_NO_SIGNER",
            "this needs a key that pays gas, and none is open; run it from the operator's folder",
          );
        }
        const { request } = await client.simulateContract({
          ...call,
          account,
          ...(await feesOf(client, profile)),
        } as Parameters<PublicClient["simulateContract"]>[0]);
        const hash = await wallet.writeContract(request as Parameters<WalletClient["writeContract"]>[0]);
        const receipt = await client.waitForTransactionReceipt({ hash, timeout: 120_000 });
        if (receipt.status !== "success") {
          throw new ChainError(
            "CHAIN_REVERTED",
            `${call.functionName} was reverted on chain although it had passed a simulation; the state changed in between, try again`,
            {
              functionName: call.functionName,
              transactionHash: hash,
            },
          );
        }
        return {
          transactionHash: hash as Hash,
          blockNumber: receipt.blockNumber,
          gasUsed: receipt.gasUsed,
          gasCostWei: receipt.gasUsed * receipt.effectiveGasPrice,
        };
      }),
    );
    last = turn.catch(() => undefined);
    return turn;
  };
}

/** EIP-1559 fees: room for the base fee to double, and the profile's tip. */
async function feesOf(client: PublicClient, profile: ChainProfile) {
  const { baseFeePerGas } = await client.getBlock();
  return {
    maxFeePerGas: 2n * (baseFeePerGas ?? 0n) + profile.priorityFeeWei,
    maxPriorityFeePerGas: profile.priorityFeeWei,
  };
}

/** Turns the library's errors into ours: what happened, and what to do. */
export async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translate(error);
  }
}

function translate(error: unknown): CodedError | unknown {
  if (!(error instanceof BaseError)) return error;
  const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError) {
    const name = reverted.data?.errorName ?? reverted.reason ?? "without a reason";
    const values = (reverted.data?.args ?? []).map(String).join(", ");
    return new ChainError(
      "CHAIN_REVERTED",
      `the contract refuses: ${name}(${values}); its meaning is in contracts/interfaces`,
      { error: name, arguments: values },
      { cause: error },
    );
  }
  if (/insufficient funds|exceeds the balance/i.test(error.message)) {
    return new ChainError(
      "CHAIN_UNDERFUNDED",
      "the account cannot pay the gas of this transaction; send it some of the chain's gas token",
      {},
      { cause: error },
    );
  }
  const away = error.walk((cause) => cause instanceof HttpRequestError || cause instanceof TimeoutError);
  if (
    away instanceof HttpRequestError ||
    away instanceof TimeoutError ||
    /fetch failed|HTTP request failed|socket hang up/i.test(error.message)
  ) {
    return new ChainError(
      "CHAIN_RPC_UNREACHABLE",
      "no RPC endpoint of this network answers; check rpcUrls in the network file and the connection",
      {},
      { cause: error },
    );
  }
  return error;
}
