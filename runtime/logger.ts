import { type DestinationStream, pino } from "pino";
import { redacted } from "./redacted.ts";

/** Structured logs on standard error. Nothing about a client's traffic is ever passed to it; what looks like a secret is blanked besides. */
export interface Logger {
  debug(data: object, message: string): void;
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}

/** `destination` is where lines go instead of standard error. */
export function createLogger(
  options: { readonly level?: string; readonly name?: string; readonly destination?: DestinationStream } = {},
): Logger {
  const log = pino(
    { level: options.level ?? "info", base: options.name === undefined ? null : { name: options.name } },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );
  const at =
    (level: keyof Logger) =>
    (data: object, message: string): void => {
      if (log.isLevelEnabled(level)) log[level](redacted(data) as object, String(redacted(message)));
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
