import { CodedError, type ErrorData, type ErrorRow } from "../protocol/errors.ts";

const request: ErrorRow = { exitCode: 2, httpStatus: 400, retryable: false };
const database: ErrorRow = { exitCode: 7, httpStatus: 500, retryable: false };

export const indexerErrors = {
  QUERY_INVALID: request,
  CURSOR_INVALID: request,
  NODE_UNKNOWN: { exitCode: 3, httpStatus: 404, retryable: false },
  NOT_FOUND: { exitCode: 3, httpStatus: 404, retryable: false },
  DESCRIPTOR_NOT_NEWER: { exitCode: 3, httpStatus: 409, retryable: false },
  ATTESTATION_REPEATED: { exitCode: 3, httpStatus: 409, retryable: false },
  ATTESTATION_NOT_NOW: { exitCode: 2, httpStatus: 400, retryable: false },
  PROBER_UNKNOWN: { exitCode: 5, httpStatus: 403, retryable: false },
  PROBE_NOT_NOW: { exitCode: 2, httpStatus: 400, retryable: false },
  PROBE_NOT_COMMITTED: { exitCode: 3, httpStatus: 409, retryable: false },
  PROBE_TOO_EARLY: { exitCode: 3, httpStatus: 409, retryable: true },
  PROBE_REFUSED: { exitCode: 3, httpStatus: 409, retryable: true },
  PROBE_BUDGET_EXHAUSTED: { exitCode: 3, httpStatus: 403, retryable: false },
  PROBER_UNFUNDED: { exitCode: 6, httpStatus: 402, retryable: false },
  CANARY_UNREACHABLE: { exitCode: 4, httpStatus: 502, retryable: true },
  COUNTRIES_UNREADABLE: { exitCode: 7, httpStatus: 500, retryable: false },
  TOO_MANY_REQUESTS: { exitCode: 4, httpStatus: 429, retryable: true },
  MESSAGE_INVALID: request,
  BODY_TOO_LARGE: { exitCode: 2, httpStatus: 413, retryable: false },
  EPOCH_UNKNOWN: { exitCode: 3, httpStatus: 404, retryable: true },
  EPOCH_INPUTS_GONE: { exitCode: 3, httpStatus: 410, retryable: false },
  LINE_UNKNOWN: { exitCode: 3, httpStatus: 404, retryable: false },
  RANGE_INVALID: { exitCode: 2, httpStatus: 416, retryable: false },
  TOO_MANY_STREAMS: { exitCode: 4, httpStatus: 429, retryable: true },
  INDEXER_UNREACHABLE: { exitCode: 4, httpStatus: 502, retryable: true },
  REPUTATION_MISMATCH: { exitCode: 8, httpStatus: 409, retryable: false },
  MIGRATION_CHANGED: database,
  DATABASE_UNREADABLE: database,
  DATABASE_UNREACHABLE: { exitCode: 4, httpStatus: 500, retryable: true },
  DATABASE_IN_USE: database,
  DATABASE_EMPTY: { exitCode: 7, httpStatus: 500, retryable: true },
  DATABASE_OTHER_CHAIN: { exitCode: 8, httpStatus: 500, retryable: false },
  PORT_BUSY: { exitCode: 4, httpStatus: 500, retryable: true },
} as const satisfies Record<string, ErrorRow>;

export class IndexerError extends CodedError {
  constructor(code: keyof typeof indexerErrors, message: string, data: ErrorData = {}, options?: { cause?: unknown }) {
    super(code, indexerErrors[code], message, data, options);
  }
}
