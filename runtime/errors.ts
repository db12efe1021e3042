import { CodedError, type ErrorData, type ErrorRow } from "../protocol/errors.ts";

const key: ErrorRow = { exitCode: 5, httpStatus: 500, retryable: false };
const store: ErrorRow = { exitCode: 7, httpStatus: 500, retryable: false };
const config: ErrorRow = { exitCode: 2, httpStatus: 400, retryable: false };

export const runtimeErrors = {
  COMMAND_LINE_INVALID: config,
  CONFIG_UNKNOWN_KEY: config,
  CONFIG_INVALID: config,
  FILE_MISSING: config,
  FILE_UNREADABLE: store,
  FILE_PERMISSIONS_TOO_OPEN: key,
  FILE_EXISTS: config,
  PATH_TOO_LONG: config,
  KEYSTORE_WRONG_PASSWORD: key,
  KEYSTORE_DAMAGED: store,
  SECRET_WRONG_PASSWORD: key,
  PASSWORD_MISSING: key,
  MNEMONIC_INVALID: key,
  STORE_LOCKED: store,
  STORE_CORRUPT: store,
  STORE_SYNC_FAILED: store,
  STORE_RECORD_TOO_LARGE: store,
  PROGRAM_MISSING: config,
  PROGRAM_FAILED: { exitCode: 2, httpStatus: 500, retryable: true },
  FIREWALL_REFUSED: { exitCode: 5, httpStatus: 500, retryable: false },
  NAMESPACES_NEED_ROOT: { exitCode: 5, httpStatus: 500, retryable: false },
  WIREGUARD_REFUSED: { exitCode: 5, httpStatus: 500, retryable: false },
} as const satisfies Record<string, ErrorRow>;

export type RuntimeErrorCode = keyof typeof runtimeErrors;

export class RuntimeError extends CodedError {
  constructor(code: RuntimeErrorCode, message: string, data: ErrorData = {}, options?: { cause?: unknown }) {
    super(code, runtimeErrors[code], message, data, options);
  }
}
