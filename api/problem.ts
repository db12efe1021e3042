import type { ProblemDocument } from "./types.generated.ts";

/**
 * A refusal of the indexer: its problem document (RFC 9457) as an error. `code` is stable and listed in docs/errors.md; `message` says what to do. Where no
 * indexer answered, or something else did, `code` is `INDEXER_UNREACHABLE` and `status` is 0 or what was answered.
 */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  /** Address of what explains it; `about:blank` where there is none. */
  readonly type: string;
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  readonly data: Readonly<Record<string, unknown>>;
  /** What `Retry-After` asks for; undefined where it asks for nothing. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    problem: Pick<ProblemDocument, "type" | "status" | "code" | "title" | "detail" | "retryable" | "data">,
    options: { readonly retryAfterSeconds?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(problem.detail, { cause: options.cause });
    this.type = problem.type;
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.retryable = problem.retryable;
    this.data = problem.data;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export const unreachable = (url: string, status: number, cause?: unknown): ApiProblem =>
  new ApiProblem(
    {
      ...{
        type: "about:blank",
        status,
        code: "INDEXER_UNREACHABLE",
        title: "Unreachable",
        retryable: true,
        data: { url },
      },
      detail:
        status === 0
          ? `${url} does not answer; check the address, or ask another indexer`
          : `${url} answered ${status}, and not as an indexer does; check the address and what stands in front of it`,
    },
    { cause },
  );

/** The problem that an answer says, whoever wrote it. */
export async function problemOf(url: string, response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const text = await response.text();
  if (response.headers.get("content-type")?.startsWith("application/problem+json") === true) {
    try {
      const document = JSON.parse(text) as ProblemDocument;
      const type = new URL(document.type, url).href;
      return new ApiProblem(
        { ...document, type },
        { retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined },
      );
    } catch (cause) {
      return unreachable(url, response.status, cause);
    }
  }
  return unreachable(url, response.status);
}
