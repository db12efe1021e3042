/**
 * An honest node that crashes at any point is never slashable (docs/payments.md, Slashing; attack H5). Histories of a node: processes that open sessions,
 * meter traffic, get or miss vouchers, sign demands and die between any two steps, with every message that was ever signed in the hands of an adversary.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contradiction, type DemandTerms, guardDemand, isOvercharge } from "../../protocol/demand.ts";
import { type ExitEvent, type ExitSession, exitSession, newExitSession } from "../../protocol/exitSession.ts";
import type { Hash } from "../../protocol/ids.ts";
import { bytes, type PricePerGB, pricePerGB } from "../../protocol/units.ts";
import { measured } from "../support/measured.ts";

const histories = Number(process.env.TURNPIKE_CRASH_HISTORIES ?? 10_000);

interface OpenSession {
  readonly quoteHash: Hash;
  machine: ExitSession;
  signed: DemandTerms | undefined;
}

/** Everything the node's key ever signed, by the price of the quote it belongs to. */
interface Signed extends DemandTerms {
  readonly price: PricePerGB;
}

/** What a step of a history means; drawn as plain numbers, so that ten thousand histories take seconds. */
interface Step {
  readonly kind: number;
  readonly session: number;
  readonly size: number;
}
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.nat(19),
  session: fc.nat(1),
  size: fc.nat(0xff_ff_ff),
});
const history = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 60, size: "max" }),
  prices: fc.array(fc.nat(10 ** 9), { minLength: 1, maxLength: 3 }),
});

const facts = (seed: number) => ({
  coverage: {
    best: BigInt(seed % 90_000),
    settled: BigInt(seed % 40_000),
    countedLock: BigInt(seed % 1_000_000),
    unreserved: 20_000n,
  },
  owedElsewhere: BigInt(seed % 7_000),
  mayDemand: seed % 5 > 0,
  floor: seed % 7 > 0,
});

function eventOf({ kind, size }: Step, machine: ExitSession): ExitEvent {
  if (kind < 9) return { type: "traffic", bytesTotal: bytes(machine.bytesTotal + BigInt(size)) };
  if (kind < 13) return { type: "voucher", increment: BigInt(size % 2_000), coverage: facts(size).coverage };
  if (kind < 15) return { type: "facts", ...facts(size) };
  return kind < 17 ? { type: "tick" } : { type: "close" };
}

/** A node. `resumes` is the old way that attack H5 is about: after a crash its sessions go on from what was last written down. */
class CrashingNode {
  readonly signed: Signed[] = [];
  #quotes = 0;
  #sessions: OpenSession[] = [];
  /** What lay on disk when the process died: written every third step. */
  #onDisk: readonly OpenSession[] = [];
  readonly #prices: readonly number[];
  readonly #resumes: boolean;
  #steps = 0;

  constructor(prices: readonly number[], resumes: boolean) {
    this.#prices = prices;
    this.#resumes = resumes;
  }

  run(next: Step): void {
    this.#steps += 1;
    if (this.#resumes && this.#steps % 3 === 0) this.#onDisk = this.#sessions.map((session) => ({ ...session }));
    if (next.kind === 19) this.#crash();
    else if (next.kind === 18 || this.#sessions[next.session] === undefined) this.#open(next);
    else this.#work(this.#sessions[next.session] as OpenSession, next);
  }

  #crash(): void {
    this.#sessions = this.#resumes ? this.#onDisk.map((session) => ({ ...session })) : [];
  }

  /** A fresh quote has a random nonce of 32 bytes: no two processes ever share one. */
  #open({ size }: Step): void {
    const price = pricePerGB(BigInt(this.#prices[size % this.#prices.length] ?? 0));
    const quoteHash: Hash = `0x${(++this.#quotes).toString(16).padStart(64, "0")}` as Hash;
    this.#sessions.push({ quoteHash, machine: newExitSession(price, facts(size)), signed: undefined });
  }

  #work(session: OpenSession, next: Step): void {
    const { state, effects } = exitSession(session.machine, eventOf(next, session.machine));
    session.machine = state;
    for (const effect of effects) {
      if (effect.type !== "demand") continue;
      const terms = { quoteHash: session.quoteHash, ...effect.totals };
      const guarded = guardDemand(state.price, session.signed, terms);
      // Its own guard stands in no honest node's way.
      if (!guarded.ok) throw new Error(`the guard refused: ${guarded.refusal.code}`);
      session.signed = guarded.value;
      this.signed.push({ ...guarded.value, price: state.price });
    }
  }
}

/** Whether an adversary who holds all of it can prove anything: one demand above its quote, or any two of one quote that contradict each other. */
function isSlashable(signed: readonly Signed[]): boolean {
  return signed.some(
    (one, index) =>
      isOvercharge(one.price, one) ||
      signed
        .slice(index + 1)
        .some((other) => other.quoteHash === one.quoteHash && contradiction(one, other) !== undefined),
  );
}

describe("a node that crashes at any point", { timeout: 60_000 + histories * 20 }, () => {
  it(`is never slashable, over ${histories} random histories`, () => {
    let demands = 0;
    let crashes = 0;
    let lived = 0;
    fc.assert(
      fc.property(history, ({ steps, prices }) => {
        const node = new CrashingNode(prices, false);
        for (const next of steps) node.run(next);
        demands += node.signed.length;
        crashes += steps.filter(({ kind }) => kind === 19).length;
        expect(isSlashable(node.signed)).toBe(false);
        lived += 1;
      }),
      { numRuns: histories },
    );
    measured("crash histories", lived);
    // The histories were worth something: nodes did sign, and did crash.
    expect(demands).toBeGreaterThan(histories);
    expect(crashes).toBeGreaterThan(histories / 2);
  });

  it("H5: would be, if a quote outlived its process: the same histories find it", () => {
    const found = fc.check(
      fc.property(history, ({ steps, prices }) => {
        const node = new CrashingNode(prices, true);
        for (const next of steps) node.run(next);
        return !isSlashable(node.signed);
      }),
      { numRuns: 10_000, seed: 1 },
    );
    expect(found.failed).toBe(true);
  });
});
