import { CodedError } from "../../protocol/errors.ts";
import type { Address, Hash } from "../../protocol/ids.ts";
import { type Probe, probeHash, signCommitment } from "../../protocol/probe.ts";
import type { Sign } from "../../protocol/signature.ts";
import type { Clock } from "../../runtime/clock.ts";
import { IndexerError } from "../errors.ts";
import type { PendingResult, ProberFile } from "./proberFile.ts";

export interface PublisherOptions {
  readonly file: ProberFile;
  readonly chainId: number;
  readonly prober: Address;
  readonly sign: Sign;
  readonly clock: Clock;
  readonly onPublished: (probe: Probe, indexer: string) => void;
}

/** Commits to what was found and publishes it when its time has come; each step again until the indexer has taken it. */
export class Publisher {
  readonly #options: PublisherOptions;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** One step for each result that can take one. Resolves to what indexers that did not take something said, one for each. */
  step(): Promise<readonly CodedError[]> {
    const mine = this.#turn.then(() => this.#steps());
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #steps(): Promise<readonly CodedError[]> {
    const { file, clock } = this.#options;
    await file.forgetOld(clock.nowSeconds());
    const refusals = new Map<string, CodedError>();
    for (const result of file.results) {
      if (refusals.has(result.indexer)) continue;
      try {
        await this.#one(result);
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
        refusals.set(result.indexer, error);
      }
    }
    return [...refusals.values()];
  }

  async #one(result: PendingResult): Promise<void> {
    const { file, clock, chainId, prober, sign, onPublished } = this.#options;
    const { probe, indexer, commitment } = result;
    const now = clock.nowSeconds();
    if (commitment === null) {
      if (now < result.commitFrom) return;
      const terms = { hash: probeHash(probe) as Hash, at: now, publishAt: now + result.publishAfter };
      const signed = signCommitment(chainId, terms, prober, sign);
      await post(indexer, "/v1/probes/commitments", signed);
      await file.committed(result, signed);
      return;
    }
    if (now < commitment.publishAt) return;
    await post(indexer, "/v1/probes", probe);
    await file.done(result);
    onPublished(probe, indexer);
  }
}

/** Codes: `INDEXER_UNREACHABLE`, `PROBE_REFUSED`. */
async function post(indexer: string, path: string, body: object): Promise<void> {
  const url = new URL(path, indexer);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      ...{ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
      ...{ redirect: "error", signal: AbortSignal.timeout(15_000) },
    });
    text = await response.text();
  } catch (cause) {
    throw new IndexerError(
      "INDEXER_UNREACHABLE",
      `${url.href} cannot be reached; results wait on disk and are sent again`,
      { url: url.href },
      { cause },
    );
  }
  if (response.ok) return;
  const { code = String(response.status), detail = "" } = parsed(text);
  throw new IndexerError(
    "PROBE_REFUSED",
    `${indexer} does not take this prober's results: ${detail.slice(0, 300)} [${code.slice(0, 64)}]`,
    { indexer, code: code.slice(0, 64) },
  );
}

function parsed(text: string): { readonly code?: string; readonly detail?: string } {
  try {
    return JSON.parse(text) as { code?: string; detail?: string };
  } catch {
    // Whatever stands before the indexer answered in its own way; the status says enough.
    return {};
  }
}
