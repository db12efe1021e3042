import { type Static, Type } from "typebox";
import type { Address } from "../../protocol/ids.ts";
import { CommitmentJson, ProbeJson } from "../../protocol/probe.ts";
import { AddressText, AmountText } from "../../protocol/wire.ts";
import { RuntimeError } from "../../runtime/errors.ts";
import { readJson, writeJsonAtomic } from "../../runtime/jsonFile.ts";
import { IndexerError } from "../errors.ts";

const strict = { additionalProperties: false } as const;
const Whole = Type.Integer({ minimum: 0, maximum: 2 ** 40 });
const ResultJson = Type.Object(
  {
    probe: ProbeJson,
    indexer: Type.String(),
    /** Not committed to before this, so that no commitment tells when its session was. */
    commitFrom: Whole,
    /** Published so long after the commitment. */
    publishAfter: Whole,
    commitment: Type.Union([CommitmentJson, Type.Null()]),
  },
  strict,
);
const ProberJson = Type.Object(
  {
    /** What was spent on a UTC day, and what may still be spent by sessions that are open. */
    day: Whole,
    spent: AmountText,
    /** What was given to new payers on that day; older files do not have it. */
    funded: Type.Optional(AmountText),
    open: Type.Array(Type.Object({ id: Type.String(), amount: AmountText }, strict)),
    /** How many payers there ever were, and where those have been that may still pay. */
    payers: Whole,
    active: Type.Array(Type.Object({ number: Whole, visited: Type.Array(AddressText), until: Whole }, strict)),
    /** Results that are not published everywhere yet. */
    results: Type.Array(ResultJson),
  },
  strict,
);
type ProberState = Static<typeof ProberJson>;
export type PendingResult = Static<typeof ResultJson>;

const daySeconds = 86_400;
/** More than a prober of the largest network uses at once; the oldest is then used no more. */
const mostActive = 1_024;
/** A result that no indexer took the commitment of is too old to be committed to after this. */
const commitWithinSeconds = 80_000;
/** One that was committed to is not offered for longer than this. */
const offerSeconds = 14 * daySeconds;

/**
 * What a prober must not forget: what it has spent today, where its payers have been, and results that wait. Each step is one file written whole and synced
 * before anything follows from it, so a process that dies leaves the state before or after. Money that an open session may spend counts as spent until it is
 * known what was.
 */
export class ProberFile {
  readonly #path: string;
  #state: ProberState;
  #turn: Promise<unknown> = Promise.resolve();

  /** Codes: those of `readJson` for a damaged file: the day's budget cannot be told from it. */
  static async open(path: string, now: number): Promise<ProberFile> {
    const empty: ProberState = { day: 0, spent: "0", open: [], payers: 0, active: [], results: [] };
    const state = await readJson(path, ProberJson).catch((error: unknown) => {
      if (error instanceof RuntimeError && error.code === "FILE_MISSING") return empty;
      throw error;
    });
    const file = new ProberFile(path, state);
    // Sessions that were open when the process died are over, and may have spent what they were allowed.
    await file.#change((old) => {
      const today = rolled(old, now);
      return { ...today, spent: sum([today.spent, ...today.open.map(({ amount }) => amount)]), open: [] };
    });
    return file;
  }

  private constructor(path: string, state: ProberState) {
    this.#path = path;
    this.#state = state;
  }

  /** Spent today, and what open sessions may still spend. */
  used(now: number): bigint {
    const { spent, open } = rolled(this.#state, now);
    return BigInt(sum([spent, ...open.map(({ amount }) => amount)]));
  }

  get results(): readonly PendingResult[] {
    return this.#state.results;
  }

  get activePayers(): ProberState["active"] {
    return this.#state.active;
  }

  /** Sets money aside for a session before it begins. Code: `PROBE_BUDGET_EXHAUSTED`. */
  async begin(id: string, amount: bigint, budget: bigint, now: number): Promise<void> {
    await this.#change((old) => {
      const state = rolled(old, now);
      const used = BigInt(sum([state.spent, ...state.open.map((one) => one.amount)]));
      if (used + amount > budget)
        throw new IndexerError(
          "PROBE_BUDGET_EXHAUSTED",
          `today's budget is used up: ${used} of ${budget} base units; no probe is made until the next day (UTC), or raise --budget-day`,
          { used: used.toString(), budget: budget.toString() },
        );
      return { ...state, open: [...state.open, { id, amount: amount.toString() }] };
    });
  }

  /** Sets tokens for a payer aside before they are sent: most of them stay in its account, whatever its sessions cost. Code: `PROBE_BUDGET_EXHAUSTED`. */
  async fund(amount: bigint, most: bigint, now: number): Promise<void> {
    await this.#change((old) => {
      const state = rolled(old, now);
      const funded = BigInt(state.funded ?? "0");
      if (funded + amount > most)
        throw new IndexerError(
          "PROBE_BUDGET_EXHAUSTED",
          `new payers got ${funded} base units today and the next one needs ${amount}, of ${most} a day; no payer is funded until the next day (UTC), or raise --fund-day`,
          { used: funded.toString(), budget: most.toString() },
        );
      return { ...state, funded: (funded + amount).toString() };
    });
  }

  /** A session is over: what it spent and what was found, in one step. */
  async end(id: string, spent: bigint, now: number, results: readonly PendingResult[]): Promise<void> {
    await this.#change((old) => {
      const state = rolled(old, now);
      return {
        ...{ ...state, results: [...state.results, ...results] },
        spent: sum([state.spent, spent.toString()]),
        open: state.open.filter((one) => one.id !== id),
      };
    });
  }

  /** The number of a payer that was never used; it is used until that time. */
  async newPayer(until: number): Promise<number> {
    let number = 0;
    await this.#change((old) => {
      number = old.payers;
      const active = [...old.active, { number, visited: [], until }].slice(-mostActive);
      return { ...old, payers: old.payers + 1, active };
    });
    return number;
  }

  /** A payer is about to be seen by an exit. */
  async visit(number: number, node: Address): Promise<void> {
    await this.#change((old) => ({
      ...old,
      active: old.active.map((one) => (one.number === number ? { ...one, visited: [...one.visited, node] } : one)),
    }));
  }

  /** A payer that cannot pay any more. */
  async retire(number: number): Promise<void> {
    await this.#change((old) => ({ ...old, active: old.active.filter((one) => one.number !== number) }));
  }

  async committed(result: PendingResult, commitment: NonNullable<PendingResult["commitment"]>): Promise<void> {
    await this.#change((old) => ({
      ...old,
      results: old.results.map((one) => (same(one, result) ? { ...one, commitment } : one)),
    }));
  }

  /** It was published, or cannot be any more. */
  async done(result: PendingResult): Promise<void> {
    await this.#change((old) => ({ ...old, results: old.results.filter((one) => !same(one, result)) }));
  }

  /** Forgets results that no indexer wanted in time. */
  async forgetOld(now: number): Promise<void> {
    const old = this.#state.results.filter(({ probe, commitment }) =>
      commitment === null ? probe.at + commitWithinSeconds < now : commitment.publishAt + offerSeconds < now,
    );
    for (const result of old) await this.done(result);
  }

  /** One change after the other; memory follows the disk. */
  #change(next: (old: ProberState) => ProberState): Promise<void> {
    const mine = this.#turn.then(async () => {
      const state = next(this.#state);
      await writeJsonAtomic(this.#path, state);
      this.#state = state;
    });
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

const sum = (amounts: readonly string[]): string => amounts.reduce((all, one) => all + BigInt(one), 0n).toString();
const same = (a: PendingResult, b: PendingResult): boolean => a.probe.salt === b.probe.salt && a.indexer === b.indexer;

/** On another day nothing is spent yet; a clock that goes back does not open a day anew. */
function rolled(state: ProberState, now: number): ProberState {
  const day = Math.floor(now / daySeconds);
  return day > state.day ? { ...state, day, spent: "0", funded: "0" } : state;
}
