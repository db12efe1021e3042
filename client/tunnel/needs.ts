import { mkdir, mkdtemp, open, readFile, rmdir } from "node:fs/promises";
import { join } from "node:path";
import type { CodedError } from "../../protocol/errors.ts";
import { RuntimeError } from "../../runtime/errors.ts";
import { runProgram } from "../../runtime/program.ts";
import { socketFolder } from "../../runtime/wireguard/wireguardGo.ts";
import { ClientError } from "../errors.ts";
import { readResolver } from "./resolver.ts";

/** CAP_NET_ADMIN (capabilities(7)). */
const netAdmin = 1n << 12n;

const isMissing = (program: string, ...args: string[]): Promise<CodedError | undefined> =>
  runProgram(program, args).then(
    () => undefined,
    // One that refuses its arguments is there.
    (error: unknown) => (error instanceof RuntimeError && error.code === "PROGRAM_MISSING" ? error : undefined),
  );

const needsAdmin = (why: string) =>
  new ClientError(
    "TUNNEL_NEEDS_ADMIN",
    `a tunnel for the whole machine needs root or CAP_NET_ADMIN on Linux${why}; without them run: turnpike connect --transport https`,
  );

/** Whether a file, or a device, lets itself be opened for writing; one that is not there may be made. */
const isWritable = (path: string): Promise<boolean> =>
  open(path, "r+").then(
    async (file) => {
      await file.close();
      return true;
    },
    (error: NodeJS.ErrnoException) => error.code === "ENOENT",
  );

/** Whether wireguard-go can put its socket there. */
const takesSockets = async (folder: string): Promise<boolean> => {
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    await rmdir(await mkdtemp(join(folder, "turnpike-")));
    return true;
  } catch {
    // Whatever the reason, a socket would fail as well.
    return false;
  }
};

/**
 * What keeps this machine from having a tunnel for all of it; undefined when nothing does. Nothing is changed by asking, and all is asked before anything is
 * changed: a machine that is closed first and then cannot have its tunnel helps nobody. Codes of what is returned: `TUNNEL_NEEDS_ADMIN`, `PROGRAM_MISSING`.
 */
export async function tunnelLacks(resolverFile: string): Promise<CodedError | undefined> {
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
  if ((effective & netAdmin) === 0n) return needsAdmin("");
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
  const isKernels = inKernel && tools === undefined;
  const missing = nft ?? ip ?? (isKernels ? undefined : userSpace);
  if (missing !== undefined) return missing;
  const isInherited = await runProgram("nft", ["list", "tables"]).then(
    () => true,
    () => false,
  );
  if (!isInherited)
    return needsAdmin(
      ", also for the programs that it starts: capabilities of the file node are not inherited, ambient ones are (AmbientCapabilities= of systemd)",
    );
  const files = [
    ...(isKernels ? [] : ["/dev/net/tun"]),
    ...((await readResolver(resolverFile)).keeper === "file" ? [resolverFile] : []),
  ];
  for (const file of files) if (!(await isWritable(file))) return needsAdmin(`, and ${file} cannot be written`);
  if (!isKernels && !(await takesSockets(socketFolder)))
    return needsAdmin(`, and wireguard-go cannot put its socket into ${socketFolder}`);
  return undefined;
}
