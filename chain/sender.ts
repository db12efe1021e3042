import {
  type Account,
  encodeFunctionData,
  keccak256,
  type LocalAccount,
  type PublicClient,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
  type Hash as ViemHash,
} from "viem";
import type { Address, Hash, Hex } from "../protocol/ids.ts";
import { ChainError } from "./errors.ts";
import type { Receipt } from "./ports.ts";
import type { ChainProfile } from "./profiles.ts";

export interface Call {
  readonly address: Address;
  readonly abi: readonly unknown[];
  readonly functionName: string;
  readonly args: readonly unknown[];
}

/** How long one price is waited on before it is looked at again, and how long a caller waits for its transaction. */
export interface Patience {
  readonly repriceMilliseconds: number;
  readonly giveUpMilliseconds: number;
}

export const ordinaryPatience: Patience = { repriceMilliseconds: 30_000, giveUpMilliseconds: 120_000 };

interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** A transaction that was handed to the network and is not in a block yet. */
interface Pending {
  readonly functionName: string;
  readonly to: Address;
  readonly data: Hex;
  readonly gas: bigint;
  readonly nonce: number;
  fees: Fees;
  raw: Hex;
  /** One for each price it was offered at: any of them may be the one that is mined. */
  readonly hashes: ViemHash[];
}

/** Room for what other transactions change between the estimate and the block. */
const gasMarginPercent = 25n;
/** Nodes take a replacement from 10% more; an eighth is on the safe side. */
const risen = (fee: bigint): bigint => fee + fee / 8n + 1n;
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/**
 * Sends transactions of one account, one after the other. A transaction that is not mined is offered again: at the same price while that is enough for
 * the head's base fee (it may have been dropped), else as its own replacement at a higher one. A price never falls until its transaction is in a block, and
 * the next call waits for it, so no nonce is skipped and nothing is paid for twice.
 */
export function createSender(options: {
  readonly client: PublicClient;
  readonly account: LocalAccount | undefined;
  readonly profile: ChainProfile;
  readonly patience: Patience;
}): (call: Call) => Promise<Receipt> {
  const { client, account, profile, patience } = options;
  let last: Promise<unknown> = Promise.resolve();
  let pending: Pending | undefined;

  /** EIP-1559: room for the base fee to double, and the profile's tip. */
  const market = async (): Promise<Fees> => {
    const { baseFeePerGas } = await client.getBlock();
    return {
      maxFeePerGas: 2n * (baseFeePerGas ?? 0n) + profile.priorityFeeWei,
      maxPriorityFeePerGas: profile.priorityFeeWei,
    };
  };

  const offer = async (signer: LocalAccount, made: Pending): Promise<void> => {
    made.raw = await signer.signTransaction({
      type: "eip1559",
      chainId: client.chain?.id ?? 0,
      to: made.to,
      data: made.data,
      gas: made.gas,
      nonce: made.nonce,
      ...made.fees,
    });
    made.hashes.push(keccak256(made.raw));
    await client.sendRawTransaction({ serializedTransaction: made.raw }).catch(alreadyKnown);
  };

  const raise = (made: Pending, to: Fees): void => {
    made.fees = {
      maxFeePerGas: larger(risen(made.fees.maxFeePerGas), to.maxFeePerGas),
      maxPriorityFeePerGas: larger(risen(made.fees.maxPriorityFeePerGas), to.maxPriorityFeePerGas),
    };
  };

  /** The first offer. A transaction of an earlier process may hold the nonce: then this one replaces it, or comes after it. */
  const begin = async (signer: LocalAccount, call: Call): Promise<Pending> => {
    const { address, functionName } = call;
    await client.simulateContract({ ...call, account: signer } as Parameters<PublicClient["simulateContract"]>[0]);
    const data = encodeFunctionData(call as Parameters<typeof encodeFunctionData>[0]);
    const gas = await client.estimateGas({ account: signer as Account, to: address, data, blockTag: "latest" });
    const made: Pending = {
      ...{ functionName, to: address, data, hashes: [], raw: "0x" },
      gas: gas + (gas * gasMarginPercent) / 100n,
      nonce: await client.getTransactionCount({ address: signer.address, blockTag: "latest" }),
      fees: await market(),
    };
    for (let attempt = 0; ; attempt++) {
      try {
        await offer(signer, made);
        return made;
      } catch (error) {
        if (!isUnderpriced(error) || attempt === 20) throw error;
        raise(made, made.fees);
      }
    }
  };

  const receiptOf = async (made: Pending): Promise<TransactionReceipt | undefined> => {
    for (const hash of made.hashes) {
      try {
        return await client.getTransactionReceipt({ hash });
      } catch (error) {
        if (!(error instanceof TransactionReceiptNotFoundError)) throw error;
      }
    }
    return undefined;
  };

  /** At the price it has while that is enough for the head's base fee, else as its own replacement. */
  const offerAgain = async (signer: LocalAccount, made: Pending): Promise<void> => {
    const fees = await market();
    if (fees.maxFeePerGas > made.fees.maxFeePerGas) {
      raise(made, fees);
      await offer(signer, made);
    } else await client.sendRawTransaction({ serializedTransaction: made.raw }).catch(minedOrKnown);
  };

  /** Waits until it is in a block; undefined when another process used its nonce for something else. */
  const finish = async (signer: LocalAccount, made: Pending): Promise<TransactionReceipt | undefined> => {
    const end = performance.now() + patience.giveUpMilliseconds;
    let repriceAt = performance.now() + patience.repriceMilliseconds;
    for (;;) {
      const now = performance.now();
      try {
        const receipt = await receiptOf(made);
        if (receipt !== undefined) return receipt;
        const mined = await client.getTransactionCount({ address: signer.address, blockTag: "latest" });
        if (mined > made.nonce) return await receiptOf(made);
        if (now > repriceAt) {
          repriceAt = now + patience.repriceMilliseconds;
          await offerAgain(signer, made);
        }
      } catch (error) {
        // An endpoint that is away for a moment takes nothing back: the transaction is looked for until the patience ends.
        if (now > end) throw error;
      }
      if (now > end)
        throw new ChainError(
          "CHAIN_TRANSACTION_PENDING",
          `${made.functionName} was sent and is not in a block yet; it stays offered, and the next transaction waits for it`,
          { functionName: made.functionName, transactionHash: made.hashes.at(-1) ?? "" },
        );
      await new Promise((resolve) => setTimeout(resolve, client.pollingInterval));
    }
  };

  const send = async (call: Call): Promise<Receipt> => {
    if (account === undefined)
      throw new ChainError(
        "CHAIN_NO_SIGNER",
        "this needs a key that pays gas, and none is open; run it from the operator's folder",
      );
    if (pending !== undefined) {
      await finish(account, pending);
      pending = undefined;
    }
    for (let attempt = 0; ; attempt++) {
      pending = await begin(account, call).catch((error: unknown) => {
        if (isNonceUsed(error) && attempt < 3) return undefined;
        throw error;
      });
      if (pending === undefined) continue;
      const receipt = await finish(account, pending);
      pending = undefined;
      if (receipt === undefined && attempt < 3) continue;
      if (receipt?.status !== "success")
        throw new ChainError(
          "CHAIN_REVERTED",
          `${call.functionName} was reverted on chain although it had passed a simulation; the state changed in between, try again`,
          { functionName: call.functionName, transactionHash: receipt?.transactionHash ?? "" },
        );
      return {
        transactionHash: receipt.transactionHash as Hash,
        blockNumber: receipt.blockNumber,
        gasUsed: receipt.gasUsed,
        gasCostWei: receipt.gasUsed * receipt.effectiveGasPrice,
      };
    }
  };

  return (call) => {
    const turn = last.then(() => send(call));
    last = turn.catch(() => undefined);
    return turn;
  };
}

const says = (error: unknown, pattern: RegExp): boolean => error instanceof Error && pattern.test(error.message);
const isUnderpriced = (error: unknown): boolean =>
  says(error, /underpriced|fee too low to replace|gas price too low to replace/i);
const isNonceUsed = (error: unknown): boolean => says(error, /nonce too low|nonce .* (already|lower)/i);

/** A node that has the transaction already says so. */
function alreadyKnown(error: unknown): void {
  if (!says(error, /already known|known transaction|already imported/i)) throw error;
}

/** Or it was mined this moment: the next look finds that. */
function minedOrKnown(error: unknown): void {
  if (!isNonceUsed(error)) alreadyKnown(error);
}
