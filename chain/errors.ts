import { CodedError, type ErrorData, type ErrorRow } from "../protocol/errors.ts";

const away: ErrorRow = { exitCode: 4, httpStatus: 503, retryable: true };
const wrong: ErrorRow = { exitCode: 8, httpStatus: 500, retryable: false };

export const chainErrors = {
  CHAIN_RPC_UNREACHABLE: away,
  CHAIN_WRONG_ID: wrong,
  CHAIN_NO_CONTRACT: wrong,
  CHAIN_TRANSACTION_PENDING: away,
  CHAIN_REVERTED: { exitCode: 3, httpStatus: 409, retryable: false },
  CHAIN_NO_SIGNER: { exitCode: 5, httpStatus: 500, retryable: false },
  CHAIN_UNDERFUNDED: { exitCode: 6, httpStatus: 402, retryable: false },
  CHAIN_REORG_PAST_FINALITY: wrong,
  DEPLOYMENT_BLOCK_UNKNOWN: { exitCode: 2, httpStatus: 500, retryable: false },
  DEVNET_NEEDS_HARDHAT: { exitCode: 2, httpStatus: 500, retryable: false },
  PORT_BUSY: { exitCode: 4, httpStatus: 500, retryable: true },
} as const satisfies Record<string, ErrorRow>;

export class ChainError extends CodedError {
  constructor(code: keyof typeof chainErrors, message: string, data: ErrorData = {}, options?: { cause?: unknown }) {
    super(code, chainErrors[code], message, data, options);
  }
}
