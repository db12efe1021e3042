import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { describe, expect, it } from "vitest";

/** Who may import whom. Each edge that is not listed is forbidden; each listed one carries its reason. */
const root = resolve(import.meta.dirname, "..");

const rooms = [
  "protocol",
  "runtime",
  "chain",
  "node",
  "client",
  "indexer",
  "web",
  "api",
  "cli",
  "scripts",
  "bench",
  "examples",
] as const;
type Room = (typeof rooms)[number];

const allowedEdges: Record<Room, Partial<Record<Room, string>>> = {
  protocol: {},
  runtime: { protocol: "coded errors, ids, units and the signature port are the shared words" },
  chain: {
    protocol: "chain adapters speak the protocol's types",
    runtime: "`turnpike devnet` is a command like any other, and adapters log through the shared logger",
  },
  node: { protocol: "rules", chain: "settlement and facts", runtime: "effects" },
  client: { protocol: "rules", chain: "verification and facts", runtime: "effects" },
  indexer: {
    protocol: "score formula and checks",
    chain: "the followed logs",
    runtime: "effects",
    client: "indexer/prober alone, and only its entry for programs: a probe must be a client, to the byte",
  },
  web: { api: "the types of what the API answers, and nothing that runs" },
  api: {},
  cli: {
    runtime: "one CommandIo for all verbs",
    chain: "verb: devnet",
    node: "verbs: node, watch",
    client: "verbs: connect, wallet, status, nodes, evidence",
    indexer: "verbs: indexer",
  },
  scripts: {
    protocol: "the demo checks sums with the protocol's one rounding site",
    chain: "the demo reads settlement from the chain",
    runtime: "child processes",
    indexer: "the types of the API's client are written from its schemas",
  },
  bench: {
    protocol: "what is measured",
    runtime: "what is measured",
    chain: "what is measured",
    node: "what is measured",
    client: "what is measured",
    indexer: "what is measured",
    scripts: "benches start the product's processes as the demo does",
  },
  examples: {
    protocol: "examples show the public pieces",
    chain: "examples show the public pieces",
    runtime: "examples show the public pieces",
  },
};

/** runtime/ sits beside protocol/, so it may know its words but none of its rules. */
const wordsOfProtocol = new Set(
  ["errors", "units", "ids", "signature"].map((name) => join(root, "protocol", `${name}.ts`)),
);

/** The one door between two rooms that else never meet. */
const proberDoor = join(root, "client", "openClient.ts");
const proberFolder = join(root, "indexer", "prober") + sep;

/** Packages that only some folders may import, with the reason. */
const confinedPackages: readonly { pattern: RegExp; folders: readonly string[]; reason: string }[] = [
  {
    pattern: /^viem(\/|$)/,
    folders: ["chain", "test", "bench", "examples", "scripts"],
    reason: "chain/ is the only room with viem clients",
  },
  {
    pattern: /prisma/i,
    folders: ["indexer/store", "bench", "test"],
    reason: "indexer/store is the only room that speaks to the database",
  },
  { pattern: /^pg$|^@electric-sql\//, folders: ["indexer/store", "bench", "test"], reason: "as for Prisma" },
  { pattern: /^mmdb-lib$/, folders: ["indexer/prober"], reason: "only probers ask where an address is" },
  { pattern: /^libsodium/, folders: ["runtime", "test"], reason: "secrets at rest are sealed in one place" },
  {
    pattern: /^ethers(\/|$)/,
    folders: ["runtime", "test", "examples", "bench"],
    reason: "keystore files and mnemonics only; transactions are chain's",
  },
  {
    pattern: /^(secp256k1|tiny-secp256k1)(\/|$)/,
    folders: ["runtime", "test", "bench"],
    reason: "one ladder of signature libraries, chosen once",
  },
  {
    pattern: /^hardhat(\/|$)/,
    folders: ["chain", "test", "bench", "scripts"],
    reason: "the local chain is a development tool, loaded only by devnet",
  },
  {
    pattern: /^fastify(\/|$)|^@fastify\//,
    folders: ["node", "indexer/api", "test", "bench"],
    reason: "HTTP edges only",
  },
];

const purePackages = /^(typebox|@noble\/hashes|ipaddr\.js)(\/|$)/;

function sourceFiles(folder: string): string[] {
  const found: string[] = [];
  if (!existsSync(join(root, folder))) return found;
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
    const path = join(entry.parentPath, entry.name);
    if (path.includes(`${sep}generated${sep}`) || path.includes(`${sep}node_modules${sep}`)) continue;
    found.push(path);
  }
  return found;
}

function importsOf(path: string): string[] {
  const text = readFileSync(path, "utf8");
  const found = text.matchAll(
    /(?:^|[\s;}])(?:import|export)\s[^"'`;]*?from\s*["']([^"']+)["']|import\s*\(\s*["']([^"']+)["']\s*\)|^import\s+["']([^"']+)["']/gm,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

const isRoom = (name: string | undefined): name is Room => rooms.some((room) => room === name);
const shown = (path: string) => relative(root, path);

function violations(): string[] {
  const wrong: string[] = [];
  for (const room of rooms) {
    for (const file of sourceFiles(room)) {
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith(".")) {
          const target = resolve(dirname(file), specifier);
          const targetRoom = relative(root, target).split(sep)[0];
          if (!isRoom(targetRoom)) {
            if (!shown(target).startsWith("package.json"))
              wrong.push(`${shown(file)} imports ${shown(target)}, which is in no room`);
            continue;
          }
          if (targetRoom === room) continue;
          if (allowedEdges[room][targetRoom] === undefined)
            wrong.push(`${shown(file)} imports ${shown(target)}: ${room} may not know ${targetRoom}`);
          else if (
            targetRoom === "client" &&
            room === "indexer" &&
            !(file.startsWith(proberFolder) && target === proberDoor)
          )
            wrong.push(
              `${shown(file)} imports ${shown(target)}: of the client indexer knows openClient.ts, in prober/`,
            );
          else if (room === "web" && target !== join(root, "api", "types.generated.ts"))
            wrong.push(`${shown(file)} imports ${shown(target)}: web knows the types of answers only`);
          else if (room === "runtime" && !wordsOfProtocol.has(target))
            wrong.push(`${shown(file)} imports ${shown(target)}: runtime knows protocol's words, not its rules`);
          continue;
        }
        if (room === "protocol" && !purePackages.test(specifier))
          wrong.push(`${shown(file)} imports ${specifier}: protocol/ is pure`);
        for (const { pattern, folders, reason } of confinedPackages) {
          if (!pattern.test(specifier)) continue;
          if (!folders.some((folder) => shown(file).startsWith(`${folder}${sep}`)))
            wrong.push(`${shown(file)} imports ${specifier}: ${reason}`);
        }
      }
    }
  }
  return wrong;
}

/** Words whose presence in a room is a broken rule. */
const bannedCalls: readonly { pattern: RegExp; folders: readonly string[]; reason: string }[] = [
  {
    pattern: /\bDate\.now\s*\(|\bMath\.random\s*\(|\bnew Date\(\)/,
    folders: ["protocol", "indexer/project"],
    reason: "pure code gets time and randomness as arguments",
  },
  {
    pattern: /\bMath\.random\s*\(/,
    folders: ["runtime", "chain", "node", "client", "indexer"],
    reason: "randomness that matters comes from node:crypto",
  },
  {
    pattern: /\bnetwork\.public\b(?! \|\| publicChainIds)/,
    folders: ["chain", "node", "client", "indexer", "scripts"],
    reason: "a network file may be untrue: isPublicNetwork knows the chains with real money",
  },
];

describe("the rooms", () => {
  it("import only what they may", () => {
    expect(violations()).toEqual([]);
  });

  it("keep clocks and dice out of pure code, and believe no file that calls real money a lab", () => {
    const wrong: string[] = [];
    for (const { pattern, folders, reason } of bannedCalls) {
      for (const folder of folders) {
        for (const file of sourceFiles(folder)) {
          const line = readFileSync(file, "utf8")
            .split("\n")
            .find((text) => pattern.test(text) && !text.trimStart().startsWith("*"));
          if (line !== undefined) wrong.push(`${shown(file)}: ${line.trim()} (${reason})`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it("keep every file below the stop sign of 400 lines", () => {
    const long = rooms
      .flatMap((room) => sourceFiles(room))
      .filter((file) => !file.endsWith(".generated.ts"))
      .map((file) => ({ file: shown(file), lines: readFileSync(file, "utf8").split("\n").length }))
      .filter(({ lines }) => lines > 400);
    expect(long).toEqual([]);
  });

  it("hold no default exports, which hide a name from search", () => {
    const wrong = rooms
      .flatMap((room) => sourceFiles(room))
      .filter((file) => /^export default /m.test(readFileSync(file, "utf8")));
    expect(wrong.map(shown)).toEqual([]);
  });

  it("hold every file that docs/architecture.md names in their tables", () => {
    const text = readFileSync(join(root, "docs", "architecture.md"), "utf8");
    const named = [...text.matchAll(/^## (protocol|runtime|chain)\/[^\n]*\n([\s\S]*?)(?=^## )/gm)].flatMap(
      ([, room = "", table = ""]) =>
        [...table.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = ""]) =>
          [...cell.matchAll(/[\w/.]+\.ts/g)].map(([file]) => join(room, file)),
        ),
    );
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});
