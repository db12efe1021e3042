import {
  BaseError,
  createPublicClient,
  HttpRequestError,
  type PublicClient,
  RpcError,
  RpcRequestError,
  TimeoutError,
  type Chain as ViemChain,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { CodedError } from "../protocol/errors.ts";
import type { Address, Hex } from "../protocol/ids.ts";
import { channelsAdapter } from "./channelsAdapter.ts";
import { contractRefusals } from "./contractRefusals.ts";
import { endpointsOf, requireChain } from "./endpoints.ts";
import { ChainError } from "./errors.ts";
import type { Network } from "./network.ts";
import { costInToken } from "./networkFees.ts";
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
import { revertOf } from "./revertOf.ts";
import { type Call, createSender, ordinaryPatience, type Patience } from "./sender.ts";
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
  /** Simulates, sends, waits for the receipt. Codes: `CHAIN_REVERTED`, `CHAIN_RPC_UNREACHABLE`, `CHAIN_NO_SIGNER`, `CHAIN_UNDERFUNDED`, `CHAIN_TRANSACTION_PENDING`. */
  send(call: Call): Promise<Receipt>;
}

/**
 * Connects to a network and makes sure it is the one that was meant: the chain id and the code at both contracts.
 * Codes: `CHAIN_RPC_UNREACHABLE`, `CHAIN_WRONG_ID`, `CHAIN_NO_CONTRACT`.
 */
export async function openChain(options: {
  readonly network: Network;
  readonly signerKey?: Hex | undefined;
  readonly patience?: Patience;
}): Promise<Chain> {
  const { network } = options;
  const profile = profileOf(network.profile);
  const transport = endpointsOf(network);
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

  await translated(() => requireChain(network));
  for (const address of [network.paymentChannels, network.nodeRegistry, network.token.address]) {
    const code = await translated(() => client.getCode({ address }));
    if (code === undefined || code === "0x") {
      throw new ChainError(
        "CHAIN_NO_CONTRACT",
        `there is no contract at ${address} on chain ${network.chainId}; the network file is for another deployment`,
        { address },
      );
    }
  }

  const send = createSender({ client, account, profile, patience: options.patience ?? ordinaryPatience });
  const connection: Connection = {
    network,
    profile,
    client,
    read: (work, depth = "latest") => translated(async () => work(await blockAt(client, profile, depth))),
    send: (call) => translated(() => send(call)),
  };
  return {
    network,
    profile,
    address: account?.address.toLowerCase() as Address | undefined,
    channels: channelsAdapter(connection),
    registry: registryAdapter(connection),
    token: tokenAdapter(connection),
    fees: {
      costInToken: (gas, dataBytes) => translated(() => costInToken(client, profile, gas, dataBytes)),
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
  const ours = error.walk((cause) => cause instanceof ChainError);
  if (ours instanceof ChainError) return ours;
  const reverted = revertOf(error);
  if (reverted !== undefined) {
    const { name } = reverted;
    const values = reverted.values.join(", ");
    return new ChainError(
      "CHAIN_REVERTED",
      `the contract refuses: ${contractRefusals[name] ?? "its reason has no sentence here"} (${name}(${values}))`,
      { error: name, arguments: values },
      { cause: error },
    );
  }
  if (/insufficient funds|enough funds|exceeds the balance/i.test(error.message)) {
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
  const refusing = error.walk((cause) => cause instanceof RpcError || cause instanceof RpcRequestError);
  if (refusing instanceof BaseError && !/revert|VM Exception/i.test(refusing.details)) {
    const said = refusing.details.split("\n")[0]?.slice(0, 200) ?? "";
    return new ChainError(
      "CHAIN_RPC_UNREACHABLE",
      `the RPC endpoint refuses to answer (${said}); try again, and if this stays, name another endpoint in rpcUrls`,
      {},
      { cause: error },
    );
  }
  return error;
}
