import { STATUS_CODES } from "node:http";
import { CodedError as Coded, type CodedError } from "../../protocol/errors.ts";
import { IndexerError } from "../errors.ts";
import { typeOf } from "./problemTypes.ts";

/** RFC 9457, with a code that is stable and a detail that says what to do. */
export interface Problem {
  /** Where it is explained: a path of this API, with its version. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly retryable: boolean;
  readonly data: object;
}

interface HttpFault {
  readonly statusCode?: number;
  readonly code?: string;
  readonly message?: string;
  readonly validationContext?: string;
  readonly validation?: readonly {
    readonly instancePath?: string;
    readonly message?: string;
    readonly params?: object;
  }[];
}

/** What a request that failed is told; undefined for a fault of ours, of which nothing is told. */
export function expected(error: unknown): CodedError | undefined {
  if (error instanceof Coded) return error.httpStatus < 500 ? error : undefined;
  const fault = error as HttpFault;
  if (fault.validation !== undefined) return invalid(fault);
  if (fault.statusCode === 413)
    return new IndexerError("BODY_TOO_LARGE", "a body has at most 16 KiB; send a smaller one");
  if (fault.statusCode === 415)
    return new IndexerError("MESSAGE_INVALID", "send JSON, with the header content-type: application/json");
  if (fault.code?.startsWith("FST_ERR_CTP") === true)
    return new IndexerError("MESSAGE_INVALID", `${fault.message ?? "the body is not JSON"}; send one JSON object`);
  if (fault.statusCode !== undefined && fault.statusCode < 500)
    return new IndexerError("QUERY_INVALID", `${fault.message ?? "malformed request"}; see /openapi.json`);
  return undefined;
}

/** Names the parameter that is wrong, as the schema calls it. */
function invalid({ validation, validationContext }: HttpFault): IndexerError {
  const where = validationContext === "params" ? "path" : "query";
  const faults = validation ?? [];
  const [first] = faults;
  const extra = faults
    .map(({ params }) => (params as { additionalProperties?: readonly string[] } | undefined)?.additionalProperties)
    .find((names) => names !== undefined);
  if (extra !== undefined) {
    const names = extra.join(", ");
    return new IndexerError("QUERY_INVALID", `there is no filter "${names}"; /openapi.json lists those there are`, {
      parameter: names,
    });
  }
  const parameter = first?.instancePath?.split("/")[1] ?? "";
  return new IndexerError(
    "QUERY_INVALID",
    `${where} parameter "${parameter}" ${first?.message ?? "is malformed"}; /openapi.json says what it may be`,
    { parameter },
  );
}

export function problemOf(error: CodedError | undefined): Problem {
  const status = error?.httpStatus ?? 500;
  return {
    type: typeOf(error?.code ?? "FAULT"),
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail:
      error?.message ?? "the indexer failed; nothing was changed. Try again, and tell its operator, whose log says why",
    code: error?.code ?? "FAULT",
    retryable: error?.retryable ?? true,
    data: error?.data ?? {},
  };
}
