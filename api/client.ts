import { EventParser } from "./eventStream.ts";
import { ApiProblem, problemOf, unreachable } from "./problem.ts";
import type * as types from "./types.generated.ts";

export interface ApiOptions {
  /** Instead of the global `fetch`: a proxy, a test. */
  readonly fetch?: typeof globalThis.fetch;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers remembered with their ETag, so that an unchanged one is a 304 without a body; 200 when not given. */
  readonly remembered?: number;
}

export interface Call {
  readonly signal?: AbortSignal | undefined;
}

/** The beginning of a stream after which nobody knows what was missed: look at everything again. */
export interface ResetEvent {
  readonly type: "reset";
  readonly id: undefined;
}
export type ApiEvent = (types.FeedEvent & { readonly id: string }) | ResetEvent;

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** The server says that it is there every 25 s. */
const silenceMilliseconds = 60_000;
const mostRetryMilliseconds = 30_000;
const triesWithoutProgress = 5;

/**
 * The reputation API of one indexer (docs/api.md). Amounts are decimal strings of token base units, scores are millionths, times are Unix seconds. An
 * indexer is a hint, never an authority: verify on chain what money depends on. Every method throws `ApiProblem`, or the signal's reason.
 */
export class ReputationApi {
  readonly url: string;
  readonly #fetch: typeof globalThis.fetch;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #most: number;
  /** Least recently asked for first. */
  readonly #answers = new Map<string, { readonly etag: string; readonly value: unknown }>();

  constructor(url: string, options: ApiOptions = {}) {
    this.url = new URL(url).href.replace(/\/+$/, "");
    this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.#headers = options.headers ?? {};
    this.#most = options.remembered ?? 200;
  }

  /** One page; `nextCursor` is the cursor of the next. Codes: `QUERY_INVALID`, `CURSOR_INVALID`. */
  nodes(query: types.ListQuery = {}, call: Call = {}): Promise<types.NodeList> {
    return this.#get("/v1/nodes", { ...query }, call);
  }

  /** All nodes that fit, page after page. One that stays where it is comes once, also while others move. */
  async *allNodes(query: Omit<types.ListQuery, "cursor"> = {}, call: Call = {}): AsyncGenerator<types.Node, void> {
    let cursor: string | undefined;
    do {
      const page: types.NodeList = await this.nodes({ limit: 500, ...query, ...(cursor && { cursor }) }, call);
      yield* page.nodes;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  /** Code: `NODE_UNKNOWN`. */
  node(address: string, call: Call = {}): Promise<types.Node> {
    return this.#get(`/v1/nodes/${encodeURIComponent(address)}`, {}, call);
  }

  /** Every signal of a node's score with its reason. Code: `NODE_UNKNOWN`. */
  reputation(address: string, call: Call = {}): Promise<types.Reputation> {
    return this.#get(`/v1/nodes/${encodeURIComponent(address)}/reputation`, {}, call);
  }

  /** A point for every epoch in which something changed, oldest first. Code: `NODE_UNKNOWN`. */
  history(address: string, query: types.HistoryQuery = {}, call: Call = {}): Promise<types.History> {
    return this.#get(`/v1/nodes/${encodeURIComponent(address)}/history`, { ...query }, call);
  }

  /** A payer's account and channels. */
  channels(payer: string, call: Call = {}): Promise<types.Channels> {
    return this.#get(`/v1/accounts/${encodeURIComponent(payer)}/channels`, {}, call);
  }

  /** Every refusal of the API, and what to do. */
  problems(call: Call = {}): Promise<types.ProblemTypes> {
    return this.#get("/v1/problems", {}, call);
  }

  /** What a code means, and what to do. Code: `NOT_FOUND`. */
  problem(code: string, call: Call = {}): Promise<types.ProblemType> {
    return this.#get(`/v1/problems/${encodeURIComponent(code)}`, {}, call);
  }

  stats(call: Call = {}): Promise<types.Stats> {
    return this.#get("/v1/stats", {}, call);
  }

  /** A few nodes drawn by share: a suggestion, from which the one who asks draws again. Never remembered. */
  select(query: types.SelectQuery = {}, call: Call = {}): Promise<types.Selection> {
    return this.#get("/v1/select", { ...query }, call);
  }

  /** Signed epochs, newest first. */
  epochs(query: types.EpochsQuery = {}, call: Call = {}): Promise<types.Epochs> {
    return this.#get("/v1/epochs", { ...query }, call);
  }

  /** Code: `EPOCH_UNKNOWN`. */
  epoch(number: number, call: Call = {}): Promise<types.Epoch> {
    return this.#get(`/v1/epochs/${number}`, {}, call);
  }

  /**
   * The lines of an epoch as they were signed, without their line feeds, from line `offset` on. A connection that is cut is taken up again at the line where
   * it was cut. Codes: `EPOCH_UNKNOWN`, `EPOCH_INPUTS_GONE`.
   */
  async *inputs(number: number, query: types.InputsQuery = {}, call: Call = {}): AsyncGenerator<string, void> {
    let offset = query.offset ?? 0;
    for (let tries = 0; ; tries++) {
      const response = await this.#ask(`/v1/epochs/${number}/inputs?offset=${offset}`, {}, call);
      let rest = "";
      try {
        for await (const piece of pieces(response)) {
          const lines = (rest + piece).split("\n");
          rest = lines.pop() ?? "";
          for (const line of lines) {
            offset += 1;
            tries = 0;
            yield line;
          }
        }
        if (rest === "") return;
      } catch (cause) {
        call.signal?.throwIfAborted();
        if (tries >= triesWithoutProgress) throw unreachable(this.url, 0, cause);
      }
    }
  }

  /** The way from one line to the signed root; `subject` is a node or a leaf's hash. Codes: `EPOCH_UNKNOWN`, `LINE_UNKNOWN`. */
  proof(number: number, subject: string, call: Call = {}): Promise<types.Proof> {
    return this.#get(`/v1/epochs/${number}/proofs/${encodeURIComponent(subject)}`, {}, call);
  }

  /** Publishes a node's signed offer. Codes: those of docs/api.md, `POST /v1/descriptors`. */
  publishDescriptor(descriptor: types.Descriptor, call: Call = {}): Promise<types.Accepted> {
    return this.#post("/v1/descriptors", descriptor, call);
  }

  /** Publishes a payer's signed attestation. Codes: those of docs/api.md, `POST /v1/attestations`. */
  publishAttestation(attestation: types.Attestation, call: Call = {}): Promise<types.Accepted> {
    return this.#post("/v1/attestations", attestation, call);
  }

  /** Commits to a probe's result. Codes: `PROBER_UNKNOWN`, `PROBE_NOT_NOW`. */
  commitProbe(commitment: types.ProbeCommitment, call: Call = {}): Promise<types.Accepted> {
    return this.#post("/v1/probes/commitments", commitment, call);
  }

  /** Publishes the result of a commitment. Codes: `PROBE_NOT_COMMITTED`, `PROBE_TOO_EARLY`. */
  publishProbe(probe: types.Probe, call: Call = {}): Promise<types.Accepted> {
    return this.#post("/v1/probes", probe, call);
  }

  /** How the indexer stands; also when it says that it is not well (status 503). */
  async health(call: Call = {}): Promise<types.Health> {
    const response = await this.#send("/healthz", {}, call);
    if (response.ok || response.status === 503) return this.#json(response);
    throw await problemOf(this.url, response);
  }

  /** Figures in Prometheus' text format. */
  async metrics(call: Call = {}): Promise<string> {
    return (await this.#ask("/metrics", {}, call)).text();
  }

  /** The API's OpenAPI document. */
  openapi(call: Call = {}): Promise<Readonly<Record<string, unknown>>> {
    return this.#get("/openapi.json", {}, call);
  }

  /**
   * News as they happen, without end: a connection that is cut or silent for a minute is opened again behind the last event (`Last-Event-ID`), also of another
   * process of the same deployment. `lastEventId` goes on where an earlier run stopped. Ends by leaving the loop, or by the signal.
   */
  async *events(options: Call & { readonly lastEventId?: string | undefined } = {}): AsyncGenerator<ApiEvent, void> {
    let { lastEventId } = options;
    let retry = 2_000;
    for (let failures = 0; ; failures++) {
      const silence = new AbortController();
      const signals = [silence.signal, ...(options.signal === undefined ? [] : [options.signal])];
      let timer = setTimeout(() => silence.abort(), silenceMilliseconds);
      try {
        const headers = { accept: "text/event-stream", ...(lastEventId && { "last-event-id": lastEventId }) };
        const response = await this.#ask("/v1/events", { headers }, { signal: AbortSignal.any(signals) });
        const parser = new EventParser();
        for await (const piece of pieces(response)) {
          clearTimeout(timer);
          timer = setTimeout(() => silence.abort(), silenceMilliseconds);
          failures = 0;
          for (const block of parser.push(piece)) {
            retry = block.retry ?? retry;
            lastEventId = block.id ?? lastEventId;
            if (block.event === "reset") {
              lastEventId = undefined;
              yield { type: "reset", id: undefined };
            } else if (block.data !== "")
              yield { ...(JSON.parse(block.data) as object), type: block.event, id: block.id } as ApiEvent;
          }
        }
      } catch (error) {
        options.signal?.throwIfAborted();
        if (error instanceof ApiProblem && !error.retryable) throw error;
      } finally {
        clearTimeout(timer);
        silence.abort();
      }
      await pause(Math.min(mostRetryMilliseconds, retry * 2 ** Math.min(failures, 10)), options.signal);
    }
  }

  async #get<T>(path: string, query: Query, call: Call): Promise<T> {
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    );
    const full = given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
    const known = this.#answers.get(full);
    const headers = known === undefined ? {} : { "if-none-match": known.etag };
    const response = await this.#send(full, { headers }, call);
    if (response.status === 304 && known !== undefined) {
      this.#remember(full, known);
      return known.value as T;
    }
    if (!response.ok) throw await problemOf(this.url, response);
    const value = await this.#json<T>(response);
    const etag = response.headers.get("etag");
    if (etag !== null) this.#remember(full, { etag, value });
    return value;
  }

  #remember(path: string, answer: { readonly etag: string; readonly value: unknown }): void {
    this.#answers.delete(path);
    this.#answers.set(path, answer);
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.#most) break;
      this.#answers.delete(oldest);
    }
  }

  async #post<T>(path: string, body: unknown, call: Call): Promise<T> {
    const headers = { "content-type": "application/json" };
    return this.#json(await this.#ask(path, { method: "POST", headers, body: JSON.stringify(body) }, call));
  }

  async #json<T>(response: Response): Promise<T> {
    try {
      return (await response.json()) as T;
    } catch (cause) {
      throw unreachable(this.url, response.status, cause);
    }
  }

  /** An answer that is no refusal. */
  async #ask(path: string, init: RequestInit, call: Call): Promise<Response> {
    const response = await this.#send(path, init, call);
    if (response.ok) return response;
    throw await problemOf(this.url, response);
  }

  async #send(path: string, init: RequestInit, { signal }: Call): Promise<Response> {
    try {
      const headers = { ...this.#headers, ...(init.headers as Record<string, string> | undefined) };
      return await this.#fetch(this.url + path, { ...init, headers, ...(signal === undefined ? {} : { signal }) });
    } catch (cause) {
      signal?.throwIfAborted();
      throw unreachable(this.url, 0, cause);
    }
  }
}

/** The body as text, as it comes. */
async function* pieces(response: Response): AsyncGenerator<string, void> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
