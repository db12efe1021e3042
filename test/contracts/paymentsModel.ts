/**
 * The transition table of docs/payments.md once more, as plain data and functions: what the deployed contract is compared with. Written from the table and not from
 * the contract. A refusal is the name of the contract's error.
 */
import type { Address } from "../../protocol/ids.ts";

export interface ModelTerms {
  readonly feeBps: bigint;
  readonly maxRelayFee: bigint;
  readonly payoutOf: (node: Address) => Address | undefined;
  readonly mayRelease: (node: Address, caller: Address) => boolean;
}

const day = 86_400;
const most24 = 2 ** 24 - 1;

interface Account {
  available: bigint;
  owner: Address;
}
interface Channel {
  epoch: number;
  expiresAt: number;
  locked: bigint;
  settled: bigint;
}
interface Request {
  nonce: number;
  readyAt: number;
  relayFee: bigint;
  amount: bigint;
}
interface Earned {
  credit: bigint;
  fee: bigint;
}

class Refused extends Error {}
const refuse = (name: string): never => {
  throw new Refused(name);
};
const least = (left: bigint, right: bigint) => (left < right ? left : right);

export class PaymentsModel {
  readonly accounts = new Map<Address, Account>();
  readonly channels = new Map<string, Channel>();
  readonly requests = new Map<Address, Request>();
  readonly earned = new Map<Address, Earned>();
  /** What the contract has paid, by receiver. */
  readonly paid = new Map<Address, bigint>();
  /** What it has taken, by giver. */
  readonly taken = new Map<Address, bigint>();
  /** What the contract may take from a holder by permits. */
  readonly #permitted = new Map<Address, bigint>();
  readonly #authorized = new Set<string>();
  readonly #terms: ModelTerms;

  constructor(terms: ModelTerms) {
    this.#terms = terms;
  }

  /** Applies a change; "done", or the name of the refusal, which changes nothing. */
  static attempt(change: () => void): string {
    try {
      change();
      return "done";
    } catch (error) {
      if (error instanceof Refused) return error.message;
      throw error;
    }
  }

  channel(node: Address, payer: Address): Channel {
    return this.channels.get(`${node}${payer}`) ?? { epoch: 0, expiresAt: 0, locked: 0n, settled: 0n };
  }

  request(payer: Address): Request {
    return this.requests.get(payer) ?? { nonce: 0, readyAt: 0, relayFee: 0n, amount: 0n };
  }

  earnedOf(node: Address): Earned {
    return this.earned.get(node) ?? { credit: 0n, fee: 0n };
  }

  deposit(from: Address, payer: Address, owner: Address, amount: bigint): void {
    if (amount === 0n) refuse("ZeroAmount");
    this.#requireOwner(payer, owner);
    this.#credit(from, payer, owner, amount);
  }

  /** Anybody may bring a permit to the token. */
  permit(from: Address, amount: bigint): void {
    this.#permitted.set(from, amount);
  }

  /** A deposit of somebody who approved nothing else; `permit` is whether the token takes the permit that comes along. */
  depositWithPermit(from: Address, payer: Address, owner: Address, amount: bigint, permit: boolean): void {
    if (amount === 0n) refuse("ZeroAmount");
    this.#requireOwner(payer, owner);
    const permitted = permit ? amount : (this.#permitted.get(from) ?? 0n);
    if (permitted < amount) refuse("ERC20InsufficientAllowance");
    this.#permitted.set(from, permitted - amount);
    this.#credit(from, payer, owner, amount);
  }

  /** The token takes an authorization once; it is told from others by payer, owner, fee and salt. */
  depositWithAuthorization(
    caller: Address,
    terms: {
      readonly from: Address;
      readonly payer: Address;
      readonly owner: Address;
      readonly amount: bigint;
      readonly relayFee: bigint;
      readonly salt: string;
    },
  ): void {
    const { from, payer, owner, amount, relayFee, salt } = terms;
    if (relayFee > this.#terms.maxRelayFee || relayFee >= amount) refuse("RelayFeeTooHigh");
    this.#requireOwner(payer, owner);
    const nonce = `${from} ${payer} ${owner} ${relayFee} ${salt}`;
    if (this.#authorized.has(nonce)) refuse("AuthorizationAlreadyUsed");
    this.#authorized.add(nonce);
    this.#credit(from, payer, owner, amount);
    const account = this.accounts.get(payer);
    if (account !== undefined) account.available -= relayFee;
    this.#pay(caller, relayFee);
  }

  reserve(now: number, payer: Address, node: Address, ceiling: bigint, expiresAt: number, epoch: number): void {
    const account = this.accounts.get(payer);
    if (account === undefined) return;
    const channel = this.channel(node, payer);
    if (epoch !== channel.epoch || expiresAt <= now || expiresAt > now + 30 * day) return;
    if (expiresAt < channel.expiresAt || ceiling < channel.settled + channel.locked) return;
    const take = least(ceiling - channel.settled - channel.locked, account.available);
    this.accounts.set(payer, { ...account, available: account.available - take });
    this.#set(node, payer, { ...channel, expiresAt, locked: channel.locked + take });
  }

  settle(node: Address, vouchers: readonly { readonly payer: Address; readonly cumulative: bigint }[]): void {
    let sum = 0n;
    for (const { payer, cumulative } of vouchers) {
      const channel = this.channel(node, payer);
      if (cumulative <= channel.settled) continue;
      const account = this.accounts.get(payer);
      const due = cumulative - channel.settled;
      const fromLocked = least(due, channel.locked);
      const fromAvailable = least(due - fromLocked, account?.available ?? 0n);
      const paid = fromLocked + fromAvailable;
      if (paid === 0n) continue;
      if (account !== undefined) this.accounts.set(payer, { ...account, available: account.available - fromAvailable });
      this.#set(node, payer, { ...channel, locked: channel.locked - fromLocked, settled: channel.settled + paid });
      sum += paid;
    }
    const fee = (sum * this.#terms.feeBps) / 10_000n;
    const earned = this.earnedOf(node);
    this.earned.set(node, { credit: earned.credit + sum - fee, fee: earned.fee + fee });
  }

  release(now: number, caller: Address, node: Address, payers: readonly Address[]): void {
    if (!this.#terms.mayRelease(node, caller)) refuse("NotNode");
    for (const payer of payers) {
      const channel = this.channel(node, payer);
      if (channel.expiresAt === 0 || channel.epoch === most24) continue;
      this.#giveBack(payer, channel.locked);
      this.#set(node, payer, { ...channel, locked: 0n, epoch: channel.epoch + 1, expiresAt: now });
    }
  }

  reclaim(now: number, node: Address, payers: readonly Address[]): void {
    for (const payer of payers) {
      const channel = this.channel(node, payer);
      if (now < channel.expiresAt) continue;
      this.#giveBack(payer, channel.locked);
      this.#set(node, payer, { ...channel, locked: 0n });
    }
  }

  requestWithdraw(now: number, caller: Address, payer: Address, amount: bigint): void {
    const owner = this.accounts.get(payer)?.owner;
    if (caller !== owner) {
      if (caller !== payer) refuse("NotAllowed");
      if (amount === 0n) refuse("ZeroAmount");
      if (this.request(payer).readyAt !== 0) refuse("RequestPending");
    }
    this.#request(now, payer, amount, 0n);
  }

  requestWithdrawSigned(
    now: number,
    terms: {
      readonly signer: Address;
      readonly payer: Address;
      readonly amount: bigint;
      readonly relayFee: bigint;
      readonly nonce: number;
      readonly deadline: number;
    },
  ): void {
    const { signer, payer, amount, relayFee, nonce, deadline } = terms;
    if (now > deadline) refuse("DeadlinePassed");
    if (relayFee > this.#terms.maxRelayFee || (amount > 0n && relayFee >= amount)) refuse("RelayFeeTooHigh");
    const request = this.request(payer);
    if (nonce !== request.nonce || nonce === most24) refuse("WrongNonce");
    if (signer !== this.accounts.get(payer)?.owner) {
      if (signer !== payer) refuse("BadSignature");
      if (amount === 0n) refuse("ZeroAmount");
      if (request.readyAt !== 0) refuse("RequestPending");
    }
    this.#request(now, payer, amount, relayFee);
  }

  withdraw(now: number, caller: Address, payer: Address): void {
    const request = this.request(payer);
    if (request.readyAt === 0 || now < request.readyAt) refuse("NotReady");
    const account = this.accounts.get(payer) ?? refuse("NotReady");
    const amount = least(request.amount, account.available);
    const relayFee = least(request.relayFee, amount);
    this.accounts.set(payer, { ...account, available: account.available - amount });
    this.requests.set(payer, { nonce: request.nonce, readyAt: 0, relayFee: 0n, amount: 0n });
    this.#pay(account.owner, amount - relayFee);
    this.#pay(caller, relayFee);
  }

  collect(node: Address): void {
    const payout = this.#terms.payoutOf(node);
    const earned = this.earnedOf(node);
    if (payout === undefined) return;
    this.earned.set(node, { ...earned, credit: 0n });
    this.#pay(payout, earned.credit);
  }

  collectFees(sink: Address, nodes: readonly Address[]): void {
    for (const node of nodes) {
      const earned = this.earnedOf(node);
      this.earned.set(node, { ...earned, fee: 0n });
      this.#pay(sink, earned.fee);
    }
  }

  /** What the contract must hold. */
  owed(): bigint {
    let sum = 0n;
    for (const { available } of this.accounts.values()) sum += available;
    for (const { locked } of this.channels.values()) sum += locked;
    for (const { credit, fee } of this.earned.values()) sum += credit + fee;
    return sum;
  }

  #requireOwner(payer: Address, owner: Address): void {
    const account = this.accounts.get(payer);
    if (account !== undefined && account.owner !== owner) refuse("WrongOwner");
  }

  #credit(from: Address, payer: Address, owner: Address, amount: bigint): void {
    this.accounts.set(payer, { owner, available: (this.accounts.get(payer)?.available ?? 0n) + amount });
    this.taken.set(from, (this.taken.get(from) ?? 0n) + amount);
  }

  #request(now: number, payer: Address, amount: bigint, relayFee: bigint): void {
    const account = this.accounts.get(payer);
    if (account === undefined) return void refuse("UnknownAccount");
    if (amount > account.available) refuse("AboveAvailable");
    const nonce = Math.min(this.request(payer).nonce + 1, most24);
    this.requests.set(payer, { nonce, readyAt: amount === 0n ? 0 : now + day, relayFee, amount });
  }

  #giveBack(payer: Address, amount: bigint): void {
    const account = this.accounts.get(payer);
    if (account !== undefined) this.accounts.set(payer, { ...account, available: account.available + amount });
  }

  #set(node: Address, payer: Address, channel: Channel): void {
    this.channels.set(`${node}${payer}`, channel);
  }

  #pay(to: Address, amount: bigint): void {
    this.paid.set(to, (this.paid.get(to) ?? 0n) + amount);
  }
}
