import { readFile, writeFile } from "node:fs/promises";
import { runProgram } from "../../runtime/program.ts";

/** Names are asked of these addresses from now on. */
export interface ResolverChange {
  readonly interfaceName: string;
  readonly dns: readonly string[];
  /** The resolver configuration to change, such as /etc/resolv.conf. */
  readonly file: string;
}

const header = "# Written by turnpike; `turnpike disconnect` or `turnpike unblock` puts back what was here.\n";
const systemFile = "/etc/resolv.conf";

/** Where systemd-resolved is in charge, the file points to it. */
const isResolved = async (file: string): Promise<boolean> =>
  file === systemFile && /^nameserver 127\.0\.0\.53$/m.test(await readFile(file, "utf8").catch(() => ""));

/** What the file held before us; undefined when it is ours already, as after a crash. */
export async function readResolver(file: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.startsWith(header) ? undefined : text;
}

/** Points the system's resolver into the tunnel. The file is written in place, because it may be a link or a mount. */
export async function setResolver({ interfaceName, dns, file }: ResolverChange): Promise<void> {
  if (await isResolved(file)) {
    await runProgram("resolvectl", ["dns", interfaceName, ...dns]);
    await runProgram("resolvectl", ["domain", interfaceName, "~."]);
    return;
  }
  await writeFile(file, header + dns.map((address) => `nameserver ${address}\n`).join(""));
}

/** Puts back what was there; systemd-resolved forgets an interface by itself when it goes. */
export async function restoreResolver(file: string, before: string): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => "");
  if (text.startsWith(header)) await writeFile(file, before);
}
