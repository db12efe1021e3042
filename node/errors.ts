import { CodedError, type ErrorData, type ErrorRow } from "../protocol/errors.ts";

const config: ErrorRow = { exitCode: 2, httpStatus: 500, retryable: false };

export const nodeErrors = {
  NODE_VERSION_UNPATCHED: config,
  LAB_ALLOW_ON_PUBLIC_CHAIN: config,
  ENDPOINT_NOT_DIALABLE: config,
  NODE_NOT_REGISTERED: config,
  NODE_KEY_REPLACED: { exitCode: 5, httpStatus: 500, retryable: false },
  NODE_ALREADY_INITIALISED: config,
  NODE_ALREADY_REGISTERED: config,
  NODE_NOT_RUNNING: { exitCode: 4, httpStatus: 500, retryable: true },
  PORT_BUSY: { exitCode: 4, httpStatus: 500, retryable: true },
  PORT_FORBIDDEN: { exitCode: 5, httpStatus: 500, retryable: false },
  UNDERFUNDED: { exitCode: 6, httpStatus: 402, retryable: false },
  SESSION_UNKNOWN: { exitCode: 4, httpStatus: 404, retryable: true },
  SESSION_LIMIT: { exitCode: 4, httpStatus: 429, retryable: true },
  FLOOR_SPENT: { exitCode: 4, httpStatus: 503, retryable: true },
  FLOOR_UNPAID: { exitCode: 6, httpStatus: 402, retryable: false },
  NO_COVER: { exitCode: 6, httpStatus: 402, retryable: false },
  RELAY_FEE_TOO_LOW: { exitCode: 6, httpStatus: 402, retryable: false },
  TRANSPORT_NOT_OFFERED: { exitCode: 4, httpStatus: 409, retryable: false },
  WIREGUARD_KEY_IN_USE: { exitCode: 4, httpStatus: 409, retryable: true },
  TUNNEL_FULL: { exitCode: 4, httpStatus: 503, retryable: true },
  FORWARDING_OFF: config,
  RESOLVER_INVALID: config,
  VOUCHERS_OTHER_CHAIN: { exitCode: 8, httpStatus: 500, retryable: false },
  AUTH_REPLAYED: { exitCode: 5, httpStatus: 409, retryable: true },
} as const satisfies Record<string, ErrorRow>;

export class NodeError extends CodedError {
  constructor(code: keyof typeof nodeErrors, message: string, data: ErrorData = {}, options?: { cause?: unknown }) {
    super(code, nodeErrors[code], message, data, options);
  }
}
