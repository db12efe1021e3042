import { pino } from "pino";

/** Structured logs on standard error. Nothing about a client's traffic and nothing secret is ever passed to it; these keys are blanked besides. */
export interface Logger {
  debug(data: object, message: string): void;
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}

const secretKeys = ["token", "privateKey", "password", "mnemonic", "authorization", "proxyAuthorization"];

export function createLogger(options: { readonly level?: string; readonly name?: string } = {}): Logger {
  return pino(
    {
      level: options.level ?? "info",
      base: options.name === undefined ? null : { name: options.name },
      redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`]), censor: "[redacted]" },
      serializers: { error: (error: unknown) => describe(error) },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** An error as a log keeps it: code and message, no stack of foreign text. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = "code" in error ? String(error.code) : undefined;
  return { code, message: error.message };
}
