import { createHash } from "node:crypto";

export interface Answer {
  readonly etag: string;
  readonly body: Buffer;
}

const mostBytes = 64 * 1_048_576;

/** Finished answers of one snapshot by URL, the least recently asked for first; bounded in bytes, since anyone can think of URLs. */
export class AnswerCache {
  readonly #answers = new Map<string, Answer>();
  readonly #limit: number;
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
    for (const [oldest, { body: old }] of this.#answers) {
      if (this.#bytes <= this.#limit) break;
      this.#answers.delete(oldest);
      this.#bytes -= old.length;
    }
    return answer;
  }
}

/** Whether `If-None-Match` names this tag (RFC 9110, 13.1.2: a list, compared weakly). */
export function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header === etag || header.trim() === "*") return true;
  return header.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
