import { randomBytes } from "node:crypto";
import type { Chain } from "../chain/chain.ts";
import { exporterLabel, maxAuthSeconds } from "../protocol/constants.ts";
import { depositNonce, signDeposit } from "../protocol/deposit.ts";
import type { Descriptor } from "../protocol/descriptor.ts";
import { paymentsDomain } from "../protocol/domain.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { Address, Hash } from "../protocol/ids.ts";
import { signSessionAuth } from "../protocol/sessionAuth.ts";
import { type TokenAmount, tokenAmount, unixSeconds } from "../protocol/units.ts";
import { TransactionSentJson } from "../protocol/wire.ts";
import { signWithdrawRequest } from "../protocol/withdrawRequest.ts";
import type { Clock } from "../runtime/clock.ts";
import { requireOwner } from "./accountOwner.ts";
import { ControlClient } from "./control.ts";
import type { NodeEntry } from "./discover.ts";
import { ClientError } from "./errors.ts";
import { adviceOn, allowFee, askAgain, type FeeAdvice, moneyOf, requireFeeAllowed } from "./relayFee.ts";
import type { RoleBook } from "./roles.ts";
import { verifyNode } from "./verify.ts";
import type { Wallet } from "./wallet/wallet.ts";

export interface RelayOptions {
  readonly chain: Chain;
  readonly wallet: Wallet;
  readonly clock: Clock;
  /** Whoever relays for a payer sees where it comes from. */
  readonly roles: RoleBook;
  /** Nodes to ask, in this order. */
  readonly nodes: Iterable<NodeEntry>;
  /** What a relaying node may take for its gas. */
  readonly relayFee: TokenAmount;
}

const authorizationSeconds = 3_600;
const relayMilliseconds = 130_000;
const seenMilliseconds = 60_000;

/** Asks the chain until it shows what was wanted: a relayer's word is not enough. */
async function seen(look: () => Promise<boolean>): Promise<boolean> {
  for (const end = performance.now() + seenMilliseconds; performance.now() < end; ) {
    if (await look()) return true;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return false;
}

/**
 * What was signed may reach the chain without the node that was asked: whoever sees it in a mempool can carry it first, for the fee that was signed, and the
 * node's own transaction is refused. Then it is done all the same; null stands for a transaction of somebody else.
 */
async function orDoneByAnother(send: () => Promise<Hash>, isDone: () => Promise<boolean>): Promise<Hash | null> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof ClientError && error.code === "NO_NODE_REACHABLE" && (await isDone())) return null;
    throw error;
  }
}

/**
 * Sends a signed message through the first node that takes it: the payer needs no gas, and a relayer can redirect nothing. After each that did not,
 * `requirePossible` throws where no other could.
 */
async function throughAnyNode(
  options: RelayOptions,
  path: string,
  message: object,
  {
    requirePossible = async () => {},
    adviseFee = allowFee,
  }: { readonly requirePossible?: () => Promise<void>; readonly adviseFee?: FeeAdvice } = {},
): Promise<Hash> {
  const { chain, wallet, clock } = options;
  const problems: string[] = [];
  const errors: unknown[] = [];
  for (const entry of options.nodes) {
    if (entry.descriptor === null) continue;
    let control: ControlClient | undefined;
    try {
      const node = await verifyNode(
        chain,
        entry.node as Address,
        entry.descriptor as unknown as Descriptor,
        clock,
        wallet.recover,
        // A relayer can take or redirect nothing, whatever it did before.
        true,
      );
      const { body } = node.descriptor;
      control = new ControlClient({ ...body.endpoint, certificateSha256: body.certificateSha256 });
      const socket = await control.dial();
      const tlsExporter =
        `0x${socket.exportKeyingMaterial(32, exporterLabel, Buffer.alloc(0)).toString("hex")}` as Hash;
      await options.roles.note(node.operator, "address");
      const nonce = `0x${randomBytes(32).toString("hex")}` as Hash;
      const validUntil = unixSeconds(clock.nowSeconds() + maxAuthSeconds);
      const domain = paymentsDomain(chain.network.chainId, chain.network.paymentChannels);
      const auth = signSessionAuth(
        domain,
        { payer: wallet.payer, node: node.id, tlsExporter, nonce, validUntil },
        wallet.sign,
      );
      const { transactionHash } = await control.call(
        {
          method: "POST",
          path,
          body: { auth, ...message },
          answer: TransactionSentJson,
          // The node answers when the transaction is in a block.
          milliseconds: relayMilliseconds,
        },
        socket,
      );
      return transactionHash as Hash;
    } catch (error) {
      errors.push(error);
      problems.push(`${entry.node}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      control?.close();
    }
    await requirePossible();
  }
  throw new ClientError(
    "NO_NODE_REACHABLE",
    `no node relayed it: ${problems.join("; ") || "no node is known"}; ${await adviceOn(chain, errors, adviseFee)}`,
  );
}

/** Into whose account a deposit goes (the wallet's own), and who is to own that (its payer). Both are the user's to say, never the chain's. */
export interface DepositTo {
  readonly payer?: Address | undefined;
  readonly owner?: Address | undefined;
}

/**
 * Deposits the wallet's own tokens by a relayed EIP-3009 authorization, and waits until the account shows it. Codes: `ACCOUNT_OF_ANOTHER`, `UNDERFUNDED`,
 * `RELAY_FEE_TOO_HIGH`, `NO_NODE_REACHABLE`, `DEPOSIT_NOT_SEEN`.
 */
export async function depositByRelay(
  options: RelayOptions,
  amount: TokenAmount,
  to: DepositTo = {},
): Promise<Hash | null> {
  const { chain, wallet, clock, relayFee } = options;
  const { network } = chain;
  const money = (sum: bigint) => moneyOf(chain, sum);
  if (amount === 0n) throw new ProtocolError("UNIT_OUT_OF_RANGE", "a deposit of nothing is none; name an amount");
  const payer = to.payer ?? wallet.payer;
  const owner = to.owner ?? payer;
  const accountNow = async () => {
    const account = await chain.channels.account(payer);
    requireOwner(account, payer, owner);
    return account;
  };
  // Before anybody is asked for tokens that could go nowhere.
  const before = await accountNow();
  const held = await chain.token.balanceOf(wallet.payer);
  if (held < amount) {
    throw new ClientError(
      "UNDERFUNDED",
      `payer ${wallet.payer} holds ${money(held)} and the deposit is ${money(amount)}; send tokens to that address`,
      {
        held: held.toString(),
        needed: amount.toString(),
      },
    );
  }
  await requireFeeAllowed(chain, relayFee, amount);
  const authorization = signDeposit(
    {
      name: network.token.name,
      version: network.token.version,
      chainId: network.chainId,
      token: network.token.address,
    },
    network.paymentChannels,
    {
      from: wallet.payer,
      payer,
      owner,
      amount,
      relayFee,
      validAfter: 0,
      validBefore: clock.nowSeconds() + authorizationSeconds,
      salt: `0x${randomBytes(32).toString("hex")}` as Hash,
    },
    wallet.sign,
  );
  const body = {
    authorization: {
      ...authorization,
      amount: authorization.amount.toString(),
      relayFee: authorization.relayFee.toString(),
    },
  };
  const { from, salt } = authorization;
  const nonce = depositNonce({ payer, owner, relayFee, salt });
  // The token uses an authorization up only for the contract, and the contract only for the account that it names.
  const isUsed = () => chain.token.isAuthorizationUsed(from, nonce);
  // A node that squats the account with what it was sent has made the rest of them useless.
  const send = () =>
    throughAnyNode(options, "/turnpike/v1/deposits", body, { requirePossible: async () => void (await accountNow()) });
  const transactionHash = await orDoneByAnother(send, isUsed);
  // That the account holds more is not enough: anybody may deposit a unit.
  if (await seen(async () => (await accountNow()).available > before.available && (await isUsed())))
    return transactionHash;
  throw new ClientError(
    "DEPOSIT_NOT_SEEN",
    `the deposit was sent in ${transactionHash ?? "a transaction of somebody else"} but the account does not show it yet; look again with: turnpike wallet show`,
    { transactionHash },
  );
}

/** Has the money that was asked back paid to the owner, once its 24 hours are over. Codes: `NOT_READY`, `NO_NODE_REACHABLE`. */
export async function finishWithdrawByRelay(options: RelayOptions): Promise<Hash | null> {
  const { chain, wallet } = options;
  const { amount, readyAt, nonce } = await chain.channels.request(wallet.payer);
  const now = await chain.head.headTime();
  if (amount === 0n)
    throw new ClientError("NOT_READY", "nothing is asked back; ask first with: turnpike wallet withdraw AMOUNT");
  if (now < readyAt)
    throw new ClientError(
      "NOT_READY",
      `the money may leave at ${new Date(readyAt * 1_000).toISOString()}; run this again then`,
      { readyAt },
    );
  return orDoneByAnother(
    () => throughAnyNode(options, "/turnpike/v1/withdrawals/finish", {}, { adviseFee: askAgain }),
    async () => {
      const request = await chain.channels.request(wallet.payer);
      return request.amount === 0n && request.nonce === nonce;
    },
  );
}

/**
 * Asks for money to go back to the owner, by a relayed signature, and waits until the chain shows the request; after 24 hours anybody can call
 * `withdraw`. Codes: `WITHDRAWAL_TOO_LARGE`, `RELAY_FEE_TOO_HIGH`, `NO_NODE_REACHABLE`, `WITHDRAWAL_NOT_SEEN`.
 */
export async function withdrawByRelay(options: RelayOptions, amount: TokenAmount): Promise<Hash | null> {
  const { chain, wallet, clock, relayFee } = options;
  const [{ nonce }, { available, owner }] = await Promise.all([
    chain.channels.request(wallet.payer),
    chain.channels.account(wallet.payer),
  ]);
  if (owner === undefined || amount > available)
    throw new ClientError(
      "WITHDRAWAL_TOO_LARGE",
      owner === undefined
        ? `nothing was ever deposited for ${wallet.payer}; look at the account with: turnpike wallet show`
        : `${moneyOf(chain, amount)} is asked back and ${moneyOf(chain, available)} is available; ask for at most that`,
      { available: available.toString(), asked: amount.toString() },
    );
  await requireFeeAllowed(chain, relayFee, amount);
  const request = signWithdrawRequest(
    paymentsDomain(chain.network.chainId, chain.network.paymentChannels),
    {
      payer: wallet.payer,
      amount,
      relayFee: tokenAmount(relayFee),
      nonce,
      deadline: unixSeconds(clock.nowSeconds() + authorizationSeconds),
    },
    wallet.sign,
  );
  const body = { request: { ...request, amount: request.amount.toString(), relayFee: request.relayFee.toString() } };
  const transactionHash = await orDoneByAnother(
    () => throughAnyNode(options, "/turnpike/v1/withdrawals", body),
    async () => {
      const now = await chain.channels.request(wallet.payer);
      return now.nonce === nonce + 1 && now.amount === amount && now.relayFee === relayFee;
    },
  );
  if (await seen(async () => (await chain.channels.request(wallet.payer)).nonce > nonce)) return transactionHash;
  throw new ClientError(
    "WITHDRAWAL_NOT_SEEN",
    `the request was sent in ${transactionHash ?? "a transaction of somebody else"} but the chain does not show it yet; look again with: turnpike wallet show`,
    { transactionHash },
  );
}
