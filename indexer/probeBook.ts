import { orThrow } from "../protocol/errors.ts";
import type { Address } from "../protocol/ids.ts";
import {
  type Commitment,
  checkCommitment,
  checkProbe,
  type Probe,
  probeHash,
  probeWindowSeconds,
} from "../protocol/probe.ts";
import type { Recover } from "../protocol/signature.ts";
import type { Clock } from "../runtime/clock.ts";
import { IndexerError } from "./errors.ts";
import type { ProbeRecord, ProbeStore } from "./store/probeStore.ts";

/** How far the clocks of prober and indexer may be apart: a commitment is of now, so that it cannot be dated back. */
const clockSeconds = 120;

export interface ProbeBookOptions {
  readonly store: ProbeStore;
  readonly chainId: number;
  readonly clock: Clock;
  readonly recover: Recover;
  /** Whose probes are taken. */
  readonly probers: readonly Address[];
}

/** A result that is published, with what committed to it. */
export interface PublishedProbe {
  readonly commitment: Commitment;
  readonly probe: Probe;
}

/** What probers have committed to and published. The indexer runs no probes: it takes those of the probers that its operator names. */
export class ProbeBook {
  readonly #options: ProbeBookOptions;
  readonly #records: Map<string, ProbeRecord>;

  static async load(options: ProbeBookOptions): Promise<ProbeBook> {
    const since = options.clock.nowSeconds() - probeWindowSeconds;
    return new ProbeBook(options, await options.store.probes(since));
  }

  private constructor(options: ProbeBookOptions, records: readonly ProbeRecord[]) {
    this.#options = options;
    this.#records = new Map(records.map((record) => [record.commitment.hash, record]));
  }

  get probers(): readonly Address[] {
    return this.#options.probers;
  }

  /** Takes over what a process has taken, this one or another; a result that is known already stays. */
  put(record: ProbeRecord): void {
    if (record.probe === undefined && this.#records.has(record.commitment.hash)) return;
    this.#records.set(record.commitment.hash, record);
  }

  /** All of them, in no order. */
  get records(): readonly ProbeRecord[] {
    return [...this.#records.values()];
  }

  /** The results that may be known at a time. */
  publishedAt(time: number): readonly PublishedProbe[] {
    return publishedAt(this.records, time);
  }

  /** The results of one node that may be known at a time. */
  of(node: Address, time: number): readonly Probe[] {
    return this.publishedAt(time).flatMap(({ probe }) => (probe.node === node ? [probe] : []));
  }

  /** Takes a commitment; one that is known is taken again. Codes: `PROBER_UNKNOWN`, `PROBE_OUT_OF_RANGE`, those of `checkCommitment`. */
  async commit(commitment: Commitment): Promise<void> {
    const { chainId, clock, recover, store, probers } = this.#options;
    if (!probers.includes(commitment.prober))
      throw new IndexerError(
        "PROBER_UNKNOWN",
        `this indexer takes no probes of ${commitment.prober}; its operator names probers with --prober`,
        { prober: commitment.prober },
      );
    orThrow(checkCommitment(chainId, commitment, recover));
    if (this.#records.has(commitment.hash)) return;
    if (Math.abs(clock.nowSeconds() - commitment.at) > clockSeconds)
      throw new IndexerError(
        "PROBE_NOT_NOW",
        "a commitment is sent when it is signed, within two minutes by this indexer's clock; check the clocks and sign it anew",
        { at: commitment.at },
      );
    await store.keepCommitment(commitment);
    this.#records.set(commitment.hash, { commitment, probe: undefined });
  }

  /** Takes the result of a commitment, not before its time; one that is known is taken again. Codes: `PROBE_NOT_COMMITTED`, `PROBE_TOO_EARLY`. */
  async publish(probe: Probe): Promise<void> {
    const { clock, store } = this.#options;
    const record = this.#records.get(probeHash(probe));
    if (record === undefined)
      throw new IndexerError(
        "PROBE_NOT_COMMITTED",
        "nobody committed to this result; a result is committed to first, and published as it was then",
      );
    if (record.probe !== undefined) return;
    const { commitment } = record;
    if (clock.nowSeconds() < commitment.publishAt)
      throw new IndexerError("PROBE_TOO_EARLY", `this result is published at ${commitment.publishAt}; send it then`, {
        publishAt: commitment.publishAt,
      });
    orThrow(checkProbe(commitment, probe));
    await store.keepResult(commitment, probe);
    this.#records.set(commitment.hash, { commitment, probe });
  }
}

export const publishedAt = (records: readonly ProbeRecord[], time: number): readonly PublishedProbe[] =>
  records.flatMap(({ commitment, probe }) =>
    probe !== undefined && commitment.publishAt <= time && probe.at + probeWindowSeconds > time
      ? [{ commitment, probe }]
      : [],
  );

/** What was committed to by a time and is not known then: what a prober keeps silent about shows. */
export const pendingAt = (records: readonly ProbeRecord[], time: number): readonly Commitment[] =>
  records.flatMap(({ commitment, probe }) =>
    commitment.at <= time &&
    commitment.at + probeWindowSeconds > time &&
    (probe === undefined || commitment.publishAt > time)
      ? [commitment]
      : [],
  );
