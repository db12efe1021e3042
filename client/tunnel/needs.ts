import { readFile } from "node:fs/promises";
import type { CodedError } from "../../protocol/errors.ts";
import { RuntimeError } from "../../runtime/errors.ts";
import { runProgram } from "../../runtime/program.ts";
import { ClientError } from "../errors.ts";

/** CAP_NET_ADMIN (capabilities(7)). */
const netAdmin = 1n << 12n;

const isMissing = (program: string, ...args: string[]): Promise<CodedError | undefined> =>
  runProgram(program, args).then(
    () => undefined,
    // One that refuses its arguments is there.
    (error: unknown) => (error instanceof RuntimeError && error.code === "PROGRAM_MISSING" ? error : undefined),
  );

/**
 * What keeps this machine from having a tunnel for all of it; undefined when nothing does. Nothing is changed by asking. Codes of what is returned:
 * `TUNNEL_NEEDS_ADMIN`, `PROGRAM_MISSING`.
 */
export async function tunnelLacks(): Promise<CodedError | undefined> {
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
  if ((effective & netAdmin) === 0n)
    return new ClientError(
      "TUNNEL_NEEDS_ADMIN",
      "a tunnel for the whole machine needs root or CAP_NET_ADMIN on Linux; without them run: turnpike connect --transport https",
    );
  const [nft, ip, userSpace, tools] = await Promise.all([
    isMissing("nft", "--version"),
    isMissing("ip", "-Version"),
    isMissing("wireguard-go", "--version"),
    isMissing("wg", "--version"),
  ]);
  const inKernel = await runProgram("modprobe", ["--dry-run", "--quiet", "wireguard"]).then(
    () => true,
    () => false,
  );
  return nft ?? ip ?? (inKernel && tools === undefined ? undefined : userSpace);
}
