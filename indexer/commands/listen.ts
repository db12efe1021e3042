import { RuntimeError } from "../../runtime/errors.ts";

/** HOST:PORT of an option, IPv6 in brackets. Code: `CONFIG_INVALID`. */
export function parseListen(option: string, text: string): { host: string; port: number } {
  const [, bracketed, plain, port = ""] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535)
    throw new RuntimeError(
      "CONFIG_INVALID",
      `${option} ${text} is not host:port; give for example 127.0.0.1:8787 or [::1]:8787`,
    );
  return { host, port: Number(port) };
}
