import dns, { type LookupAddress, type LookupOptions } from "node:dns";
import { isIP } from "node:net";
import type { DirectEndpoint } from "./guard.ts";

/** A host of chain or indexers, and where it is. */
export interface PinnedName {
  readonly name: string;
  readonly addresses: readonly string[];
}

export interface Control {
  /** What the kill switch lets us speak to. */
  readonly endpoints: readonly DirectEndpoint[];
  readonly names: readonly PinnedName[];
}

/** A resolver that is shut off may be silent for longer than anybody waits. */
const answerMilliseconds = 4_000;
const mostKept = 8;

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "");

/**
 * Where chain and indexers are: resolved while the machine still speaks in clear, because later no name is asked outside the tunnel. `kept` is what an
 * earlier tunnel knew when it closed the machine: it comes first, because what is answered now may come from that tunnel's exit. A name that has no
 * address is left out: what it stands for is away.
 */
export async function findControl(urls: readonly string[], kept: readonly PinnedName[]): Promise<Control> {
  const found = new Map<string, readonly string[]>();
  const hosts = new Set(urls.map((url) => hostOf(new URL(url))));
  await Promise.all(
    [...hosts].map(async (host) => {
      if (isIP(host) !== 0) found.set(host, [host]);
      else {
        const before = kept.find(({ name }) => name === host)?.addresses ?? [];
        found.set(host, [...new Set([...before.slice(0, mostKept), ...(await ask(host))])].slice(0, 2 * mostKept));
      }
    }),
  );
  const endpoints = urls.flatMap((text) => {
    const url = new URL(text);
    const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
    return (found.get(hostOf(url)) ?? []).map((address) => ({ address, port, protocol: "tcp" }) as const);
  });
  return {
    // Loopback is always open.
    endpoints: endpoints.filter(({ address }) => !/^127\.|^::1$/.test(address)),
    names: [...found]
      .filter(([host, addresses]) => isIP(host) === 0 && addresses.length > 0)
      .map(([name, addresses]) => ({ name, addresses })),
  };
}

async function ask(host: string): Promise<readonly string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly LookupAddress[]>((resolve) => {
    timer = setTimeout(resolve, answerMilliseconds, []);
  });
  const answer = dns.promises.lookup(host, { all: true }).catch(() => []);
  const addresses = await Promise.race([answer, late]);
  clearTimeout(timer);
  return addresses.map(({ address }) => address);
}

/** From here on this process finds these names where they were found before, asking nobody: `fetch`, and all else that Node connects, looks names up by `dns.lookup`. */
export function pinNames(names: readonly PinnedName[]): void {
  const pinned = new Map(names.map(({ name, addresses }) => [name, addresses]));
  const lookup = dns.lookup as (...args: unknown[]) => void;
  const known = (host: string, given: unknown, callback: unknown): void => {
    const addresses = pinned.get(host);
    if (addresses === undefined) {
      lookup(host, given, callback);
      return;
    }
    const options: LookupOptions = typeof given === "object" && given !== null ? given : { family: Number(given) || 0 };
    const done = (typeof given === "function" ? given : callback) as (...args: unknown[]) => void;
    const wanted = options.family === "IPv4" ? 4 : options.family === "IPv6" ? 6 : (options.family ?? 0);
    const fitting = addresses
      .map((address) => ({ address, family: isIP(address) }))
      .filter(({ family }) => wanted === 0 || wanted === family);
    const [first] = fitting;
    process.nextTick(() => {
      if (first === undefined) done(Object.assign(new Error(`${host} has no such address`), { code: "ENOTFOUND" }));
      else if (options.all === true) done(null, fitting);
      else done(null, first.address, first.family);
    });
  };
  dns.lookup = Object.assign(known, dns.lookup) as unknown as typeof dns.lookup;
}
