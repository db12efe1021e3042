/**
 * Coded errors. `code` is a stable literal; HTTP status and exit code come from one table; expected refusals between pure functions are returned
 * as values (`Result`), and thrown only where a promise is broken.
 */

export type ErrorData = Readonly<Record<string, string | number | boolean | null>>;

/** One row of an error table: what the outside sees of a code. */
export interface ErrorRow {
  /** 0 done, 1 fault, 2 usage, 3 a user's limit, 4 unreachable, 5 key or permission, 6 funds, 7 damaged store, 8 wrong chain. */
  readonly exitCode: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
  readonly httpStatus: number;
  readonly retryable: boolean;
}

/** Base of every room's errors. The message says what happened and what to do next, and never holds a secret. */
export class CodedError extends Error {
  readonly code: string;
  readonly data: ErrorData;
  readonly retryable: boolean;
  readonly exitCode: number;
  readonly httpStatus: number;

  constructor(code: string, row: ErrorRow, message: string, data: ErrorData = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.data = data;
    this.retryable = row.retryable;
    this.exitCode = row.exitCode;
    this.httpStatus = row.httpStatus;
  }
}

const usage: ErrorRow = { exitCode: 2, httpStatus: 400, retryable: false };
const refused: ErrorRow = { exitCode: 3, httpStatus: 409, retryable: false };
const forged: ErrorRow = { exitCode: 5, httpStatus: 403, retryable: false };
const stale: ErrorRow = { exitCode: 4, httpStatus: 409, retryable: true };
const unpaid: ErrorRow = { exitCode: 6, httpStatus: 402, retryable: true };

export const protocolErrors = {
  UNIT_OUT_OF_RANGE: usage,
  UNIT_NOT_A_NUMBER: usage,
  ADDRESS_INVALID: usage,
  HEX_INVALID: usage,
  MESSAGE_INVALID: usage,
  MESSAGE_TOO_LARGE: { exitCode: 2, httpStatus: 413, retryable: false },
  SIGNATURE_MALFORMED: forged,
  AUTH_BAD_SIGNATURE: forged,
  AUTH_EXPIRED: stale,
  VOUCHER_NOT_MONOTONIC: refused,
  VOUCHER_BAD_SIGNATURE: forged,
  VOUCHER_ABOVE_COVER: unpaid,
  VOUCHER_ABOVE_DEMAND: refused,
  RESERVATION_BAD_SIGNATURE: forged,
  RESERVATION_EXPIRED: stale,
  RESERVATION_TOO_LONG: refused,
  RESERVATION_WRONG_EPOCH: stale,
  WITHDRAW_BAD_SIGNATURE: forged,
  WITHDRAW_EXPIRED: stale,
  QUOTE_BAD_SIGNATURE: forged,
  QUOTE_EXPIRED: stale,
  QUOTE_TOO_LONG: refused,
  QUOTE_PRICE_ABOVE_CAP: refused,
  QUOTE_MISMATCH: forged,
  DEMAND_BAD_SIGNATURE: forged,
  DEMAND_WRONG_QUOTE: forged,
  DEMAND_ABOVE_QUOTE: refused,
  DEMAND_EQUIVOCATION: refused,
  DEMAND_REGRESSED: refused,
  DEMAND_OUTDATED: stale,
  EVIDENCE_NO_FAULT: refused,
  EVIDENCE_WRONG_QUOTE: usage,
  EVIDENCE_BAD_SIGNATURE: forged,
  EVIDENCE_TOO_OLD: refused,
  DESCRIPTOR_BAD_SIGNATURE: forged,
  DESCRIPTOR_EXPIRED: stale,
  DESCRIPTOR_TOO_LONG: refused,
  DESCRIPTOR_BELOW_FLOOR: stale,
  DESCRIPTOR_BODY_MISMATCH: forged,
  ATTESTATION_BAD_SIGNATURE: forged,
  ATTESTATION_OUT_OF_RANGE: usage,
  EPOCH_BAD_SIGNATURE: forged,
  PROBE_BAD_SIGNATURE: forged,
  PROBE_MISMATCH: forged,
  PROBE_OUT_OF_RANGE: usage,
  DESTINATION_REFUSED: { exitCode: 3, httpStatus: 403, retryable: false },
  BUDGET_EXHAUSTED: refused,
  NO_NODE_FITS: refused,
} as const satisfies Record<string, ErrorRow>;

export type ProtocolErrorCode = keyof typeof protocolErrors;

export class ProtocolError extends CodedError {
  constructor(code: ProtocolErrorCode, message: string, data: ErrorData = {}, options?: { cause?: unknown }) {
    super(code, protocolErrors[code], message, data, options);
  }
}

/** An expected refusal between pure functions, as data. */
export interface Refusal {
  readonly code: ProtocolErrorCode;
  readonly message: string;
  readonly data: ErrorData;
  readonly retryable: boolean;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const accept = <T>(value: T): Result<T> => ({ ok: true, value });

export const refuse = (
  code: ProtocolErrorCode,
  message: string,
  data: ErrorData = {},
): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal: { code, message, data, retryable: protocolErrors[code].retryable },
});

/** Takes the value of a result, or throws its refusal as an error: for callers to whom a refusal is the end. */
export function orThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ProtocolError(result.refusal.code, result.refusal.message, result.refusal.data);
}

/** The JSON of an error on every wire of the product. */
export interface WireError {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly data: ErrorData;
    readonly retryable: boolean;
  };
}

export const toWire = (error: CodedError | Refusal): WireError => ({
  error: { code: error.code, message: error.message, data: error.data, retryable: error.retryable },
});
