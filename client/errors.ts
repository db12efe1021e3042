import { CodedError, type ErrorData, type ErrorRow } from "../protocol/errors.ts";

const limit: ErrorRow = { exitCode: 3, httpStatus: 403, retryable: false };
const away: ErrorRow = { exitCode: 4, httpStatus: 502, retryable: true };

export const clientErrors = {
  NO_NODE_FITS: limit,
  NO_ROUTE_FITS: limit,
  HOPS_NOT_APART: limit,
  LIST_INCOMPLETE: away,
  INDEXER_UNREACHABLE: away,
  NO_COVER: { exitCode: 6, httpStatus: 402, retryable: false },
  NO_NODE_REACHABLE: away,
  NODE_UNREACHABLE: away,
  NODE_REFUSED: away,
  NODE_FLOODS: away,
  NODE_NOT_ACTIVE: limit,
  NODE_SLASHED: limit,
  NODE_ENDPOINT_NOT_GLOBAL: limit,
  CERTIFICATE_MISMATCH: { exitCode: 5, httpStatus: 502, retryable: false },
  BUDGET_EXHAUSTED: limit,
  NOT_CONNECTED: away,
  DESTINATION_REFUSED: limit,
  DESTINATION_UNREACHABLE: away,
  UNDERFUNDED: { exitCode: 6, httpStatus: 402, retryable: false },
  ACCOUNT_OF_ANOTHER: { exitCode: 6, httpStatus: 409, retryable: false },
  RELAY_FEE_TOO_HIGH: { exitCode: 2, httpStatus: 400, retryable: false },
  WITHDRAWAL_TOO_LARGE: { exitCode: 6, httpStatus: 402, retryable: false },
  WALLET_EXISTS: { exitCode: 2, httpStatus: 400, retryable: false },
  DEPOSIT_NOT_SEEN: away,
  NOT_READY: { exitCode: 3, httpStatus: 409, retryable: true },
  WITHDRAWAL_NOT_SEEN: away,
  LISTEN_NOT_LOOPBACK: { exitCode: 2, httpStatus: 400, retryable: false },
  PORT_BUSY: away,
  CLIENT_NOT_RUNNING: away,
  CLIENT_RUNNING: { exitCode: 3, httpStatus: 409, retryable: true },
  TUNNEL_NEEDS_ADMIN: { exitCode: 5, httpStatus: 403, retryable: false },
  TUNNEL_ELSEWHERE: { exitCode: 3, httpStatus: 409, retryable: true },
  TUNNEL_ENDPOINT_NAMED: limit,
  TUNNEL_SILENT: away,
  EVIDENCE_OTHER_CHAIN: { exitCode: 8, httpStatus: 409, retryable: false },
  EVIDENCE_KEY_UNKNOWN: { exitCode: 5, httpStatus: 403, retryable: false },
  EVIDENCE_USED: limit,
  EVIDENCE_TOO_SOON: { exitCode: 3, httpStatus: 409, retryable: true },
  EVIDENCE_KEY_SPENT: limit,
  EVIDENCE_NOTHING_AT_STAKE: { exitCode: 3, httpStatus: 409, retryable: true },
  NO_BOUNTY: limit,
} as const satisfies Record<string, ErrorRow>;

export class ClientError extends CodedError {
  constructor(code: keyof typeof clientErrors, message: string, data: ErrorData = {}, options?: { cause?: unknown }) {
    super(code, clientErrors[code], message, data, options);
  }
}
