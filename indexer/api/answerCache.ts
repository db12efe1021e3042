import { createHash } from "node:crypto";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

export interface Answer {
  readonly etag: string;
  readonly body: Buffer;
}

export interface EncodedAnswer extends Answer {
  readonly encoding: "br" | "gzip" | undefined;
}

/** One that fits in a packet gains nothing. */
const leastCompressed = 1_400;
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

const mostBytes = 64 * 1_048_576;

/** Finished answers of one snapshot by URL, the least recently asked for first; bounded in bytes, since anyone can think of URLs. */
export class AnswerCache {
  readonly #answers = new Map<string, Answer>();
  readonly #limit: number;
  readonly #encoded = new WeakMap<Answer, Map<string, EncodedAnswer>>();
  #version = "";
  #bytes = 0;

  constructor(limit = mostBytes) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The answer kept for this URL and snapshot. */
  known(version: string, url: string): Answer | undefined {
    if (version !== this.#version) {
      this.#answers.clear();
      this.#bytes = 0;
      this.#version = version;
    }
    const found = this.#answers.get(url);
    if (found !== undefined) {
      this.#answers.delete(url);
      this.#answers.set(url, found);
    }
    return found;
  }

  /** The answer kept for this URL and snapshot, or the one that `build` gives. */
  answer(version: string, url: string, build: () => string): Answer {
    const known = this.known(version, url);
    if (known !== undefined) return known;
    const body = Buffer.from(build());
    const answer = { etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`, body };
    this.#answers.set(url, answer);
    this.#bytes += body.length;
    this.#trim();
    return answer;
  }

  /** The answer as the client takes it (RFC 9110, 12.5.3); compressed once, when it is first asked for so. */
  encoded(answer: Answer, accepted: string | string[] | undefined): EncodedAnswer {
    const encoding = answer.body.length < leastCompressed ? undefined : preferred(String(accepted ?? ""));
    if (encoding === undefined) return { ...answer, encoding };
    const known = this.#encoded.get(answer) ?? new Map<string, EncodedAnswer>();
    this.#encoded.set(answer, known);
    let found = known.get(encoding);
    if (found === undefined) {
      const body = encoding === "br" ? brotliCompressSync(answer.body, brotli) : gzipSync(answer.body);
      // Other bytes, another tag: a cache must not mix them.
      found = { etag: `${answer.etag.slice(0, -1)}-${encoding}"`, body, encoding };
      known.set(encoding, found);
      this.#bytes += body.length;
      this.#trim();
    }
    return found;
  }

  #trim(): void {
    for (const [oldest, answer] of this.#answers) {
      if (this.#bytes <= this.#limit) break;
      this.#answers.delete(oldest);
      this.#bytes -= answer.body.length;
      for (const { body } of this.#encoded.get(answer)?.values() ?? []) this.#bytes -= body.length;
    }
  }
}

/** The best encoding that is accepted; one with q=0 is refused. */
function preferred(accepted: string): "br" | "gzip" | undefined {
  const taken = (name: string) =>
    new RegExp(`(^|,)\\s*${name}\\s*(;(?!\\s*q=0(\\.0*)?\\s*(,|$))[^,]*)?\\s*(,|$)`, "i").test(accepted);
  return taken("br") ? "br" : taken("gzip") ? "gzip" : undefined;
}

/** Whether `If-None-Match` names this tag (RFC 9110, 13.1.2: a list, compared weakly). */
export function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header === etag || header.trim() === "*") return true;
  return header.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
