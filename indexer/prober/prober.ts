import { randomBytes, randomInt } from "node:crypto";
import { request } from "node:http";
import { CodedError } from "../../protocol/errors.ts";
import type { Address } from "../../protocol/ids.ts";
import { type Probe, qualityOf } from "../../protocol/probe.ts";
import { IndexerError } from "../errors.ts";
import { type ListedExit, listExits } from "./exits.ts";
import { drawPlan, drawWait, type Plan, type Random } from "./mix.ts";
import type { Payers } from "./payers.ts";
import { type ProbeOptions, probeNode } from "./probeNode.ts";
import type { ProberFile } from "./proberFile.ts";
import type { Publisher } from "./publisher.ts";

export interface ProberOptions extends ProbeOptions {
  readonly file: ProberFile;
  readonly payers: Payers;
  readonly publisher: Publisher;
  /** Base units of the token a day (UTC). */
  readonly budgetDay: bigint;
  /** Mean seconds between two probes of one exit; a contested one is probed four times as often. */
  readonly everySeconds: number;
  /** A result is published after so long, or up to twice as long. */
  readonly delaySeconds: number;
  /** What a session does; drawn from the clients' mix. */
  readonly plan?: () => Plan;
  readonly onProbed: (probe: Probe, quality: number, spent: bigint) => void;
  readonly onProgress: (text: string) => void;
}

const contestedFactor = 4;
/** Headers, names and what is sent twice, above the pages themselves. */
const overheadBytes = 200_000;
const overheadPerFetch = 4_000;
const listAgainMilliseconds = 60_000;

/** Uniform in [0, 1), from the system's generator. */
export const systemRandom: Random = () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48;

/** Probes exits at random times and publishes what it found; within a budget, at which it stops. */
export class Prober {
  readonly #options: ProberOptions;
  readonly #next = new Map<Address, number>();
  #exits: readonly ListedExit[] = [];
  #listedAt = Number.NEGATIVE_INFINITY;

  constructor(options: ProberOptions) {
    this.#options = options;
  }

  /** Each exit once, in random order, a few at a time. Stops at the budget, with what was done. Codes: `CANARY_UNREACHABLE`, those of `probe`. */
  async round(atOnce: number, stopped: () => boolean): Promise<void> {
    await this.#checkCanary();
    await this.#list();
    const waiting = shuffled(this.#exits);
    const work = async () => {
      for (let exit = waiting.pop(); exit !== undefined && !stopped(); exit = waiting.pop())
        await this.#probeOrSay(exit);
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }

  /** The probes that are due, one after the other, and what is to be committed to or published. Resolves to whether anything was probed. */
  async step(stopped: () => boolean): Promise<boolean> {
    const { clock, everySeconds } = this.#options;
    await this.publish();
    if (clock.monotonicMilliseconds() - this.#listedAt > listAgainMilliseconds) await this.#list();
    let any = false;
    for (const exit of shuffled(this.#exits)) {
      const mean = exit.contested ? everySeconds / contestedFactor : everySeconds;
      const now = clock.nowSeconds();
      const due = this.#next.get(exit.node) ?? now + drawWait(systemRandom, mean);
      this.#next.set(exit.node, due);
      if (due > now || stopped()) continue;
      if (!any) await this.#checkCanary();
      any = true;
      // The next time counts from this one, however long a session takes.
      this.#next.set(exit.node, now + drawWait(systemRandom, mean));
      await this.#probeOrSay(exit);
    }
    return any;
  }

  /** What passes by itself is told, and the next exit is tried; what an operator must mend ends the round. */
  async #probeOrSay(exit: ListedExit): Promise<void> {
    try {
      await this.probe(exit);
    } catch (error) {
      // Whose account somebody else took is not lent again, and another payer is tried.
      const passes = error instanceof CodedError && (error.retryable || error.code === "ACCOUNT_OF_ANOTHER");
      if (!passes) throw error;
      this.#options.onProgress(`no probe of ${exit.node} now: ${error.message} [${error.code}]`);
    }
  }

  /** One probe. Codes: `PROBE_BUDGET_EXHAUSTED`, `PROBER_UNFUNDED`, those of the chain and of the disk. */
  async probe(exit: ListedExit): Promise<void> {
    const { file, payers, clock, budgetDay, delaySeconds, indexers, onProgress } = this.#options;
    const plan = this.#options.plan?.() ?? drawPlan(systemRandom);
    const bytes = plan.fetches.reduce((sum, fetch) => sum + fetch.bytes + overheadPerFetch, overheadBytes);
    const most = (BigInt(bytes) * exit.pricePerGB) / 10n ** 9n + 1n;
    const id = randomBytes(8).toString("hex");
    await file.begin(id, most, budgetDay, clock.nowSeconds());
    let payer: Awaited<ReturnType<Payers["take"]>> | undefined;
    try {
      payer = await payers.take(exit.node, plan, most);
      const money = { budget: most, deposit: payers.deposit(plan, most) };
      const outcome = await probeNode(exit, plan, payer, money, this.#options);
      if ("refusal" in outcome) {
        const { message, code } = outcome.refusal;
        await file.end(id, 0n, clock.nowSeconds(), []);
        onProgress(`no probe of ${exit.node} now: ${message} [${code}]`);
        return;
      }
      const { probe, spent } = outcome;
      const publishAfter = delaySeconds + randomInt(0, delaySeconds + 1);
      const commitFrom = clock.nowSeconds() + randomInt(0, delaySeconds);
      const results = indexers.map((indexer) => ({ probe, indexer, commitFrom, publishAfter, commitment: null }));
      await file.end(id, spent, clock.nowSeconds(), results);
      this.#options.onProbed(probe, qualityOf(probe), spent);
      await this.publish();
    } catch (error) {
      // A session that failed on our side may have spent what it was allowed.
      await file.end(id, payer === undefined ? 0n : most, clock.nowSeconds(), []);
      throw error;
    } finally {
      payer?.release();
    }
  }

  /** Commits and publishes what is due. An indexer that does not take it is told of, and asked again. */
  async publish(): Promise<void> {
    for (const refusal of await this.#options.publisher.step()) this.#options.onProgress(refusal.message);
  }

  async #list(): Promise<void> {
    const { indexers, clock } = this.#options;
    const [indexer = ""] = indexers;
    this.#exits = await listExits(indexer);
    this.#listedAt = clock.monotonicMilliseconds();
  }

  /** Fetches a page of its own canary straight: an exit must not be blamed for a canary that nobody reaches. Code: `CANARY_UNREACHABLE`. */
  async #checkCanary(): Promise<void> {
    const { canary, canaryHost, canaryPort } = this.#options;
    const page = canary.offer(500);
    try {
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const asking = request({ host: canaryHost, port: canaryPort, path: page.path, timeout: 10_000 }, (answer) => {
          answer.resume().on("end", () => resolve(answer.statusCode));
        });
        asking.on("timeout", () => asking.destroy(new Error("no answer within ten seconds")));
        asking.on("error", reject).end();
      });
      if (status !== 200) throw new Error(`something else answers there, with status ${status}`);
    } catch (cause) {
      throw new IndexerError(
        "CANARY_UNREACHABLE",
        `the prober's own canary cannot be reached at ${canaryHost}:${canaryPort} (${cause instanceof Error ? cause.message : "no answer"}); mend --canary and the firewall: nothing is probed, since every exit would be blamed`,
        { host: canaryHost, port: canaryPort },
        { cause },
      );
    } finally {
      page.forget();
    }
  }
}

function shuffled<T>(items: readonly T[]): T[] {
  const all = [...items];
  for (let at = all.length - 1; at > 0; at--) {
    const other = randomInt(0, at + 1);
    [all[at], all[other]] = [all[other] as T, all[at] as T];
  }
  return all;
}
