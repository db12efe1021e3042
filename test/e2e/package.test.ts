import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { amountDue } from "../../protocol/price.ts";
import { bytes, pricePerGB } from "../../protocol/units.ts";
import { download } from "../../scripts/demo/download.ts";
import { openWorld } from "../../scripts/demo/world.ts";
import { eventually } from "../support/market.ts";
import { type Ran, run } from "../support/run.ts";

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const root = resolve(import.meta.dirname, "../..");
const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, "utf8")) as T;
const manifest = readJson<Manifest>(join(root, "package.json"));
const installLimit = 80_000_000;

/** The environment of a user's shell with the Node of this run: where packages come from, and the authorities trusted for that, stay; what an outer npm decided for itself does not. */
function shellEnv(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const npmDecided =
    /^npm_(?!config_)|^npm_config_(ignore_scripts|prefix|global|local|yes|package|call)|^TURNPIKE_|^NODE_(?!EXTRA_CA_CERTS$)/i;
  const kept = Object.entries(process.env).filter(([name]) => !npmDecided.test(name));
  return { ...Object.fromEntries(kept), PATH: [dirname(process.execPath), process.env.PATH].join(delimiter), ...more };
}

/** What the files take on the disk, in whole blocks, as `du` counts. */
const diskBytes = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).blocks * 512, 0);

/** Names of all packages below a node_modules, nested ones too. */
function packagesIn(modules: string): string[] {
  const manifests = readdirSync(modules, { recursive: true, encoding: "utf8" }).filter((path) =>
    /(^|node_modules\/)(@[^/]+\/)?[^/]+\/package\.json$/.test(path),
  );
  return manifests.map((path) => readJson<{ name?: string }>(join(modules, path)).name ?? path);
}

describe("the package: built, packed and installed globally into an empty prefix", () => {
  let dir: string;
  let empty: string;
  let modules: string;
  let command: string;
  let packed: string[];

  const must = async (program: string, args: readonly string[], cwd: string): Promise<Ran> => {
    const ran = await run(program, args, { cwd, env: shellEnv() });
    if (ran.code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${ran.code}: ${ran.stderr}`);
    return ran;
  };
  /** The installed command as a shell finds it, in an empty folder and an empty home. */
  const turnpike = async (...args: string[]) => {
    const env = shellEnv({ HOME: join(dir, "home"), TURNPIKE_PASSWORD: "a password for tests" });
    const ran = await run(command, args, { cwd: empty, env });
    return { ...ran, stdout: ran.stdout.toString("utf8") };
  };

  /** A program of somebody else's that uses `turnpike/api`: its types are checked as strictly as ours, without any library's, then it runs. */
  const consumer = (indexer: string, node: string): string => {
    const folder = join(dir, "consumer");
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    symlinkSync(join(modules, "turnpike"), join(folder, "node_modules/turnpike"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    const compilerOptions = {
      ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true, types: [] },
      ...{ target: "ES2022", lib: ["ES2022", "DOM", "DOM.Iterable"], module: "NodeNext", moduleResolution: "NodeNext" },
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["program.ts"] }));
    writeFileSync(
      join(folder, "program.ts"),
      `import { type ApiEvent, ApiProblem, type Node, ReputationApi } from "turnpike/api";
const api = new ReputationApi(${JSON.stringify(indexer)});
const { settledVolume: settled }: Node = await api.node(${JSON.stringify(node)});
// @ts-expect-error: the list has no such order
const wrong = () => api.nodes({ sort: "luck" });
const { nodes } = await api.nodes({ active: true, sort: "score" });
let event: ApiEvent["type"] | undefined;
for await (const { type } of api.events({ lastEventId: "of-0", signal: AbortSignal.timeout(60_000) })) {
  event = type;
  break;
}
const problem = await api.node("0x" + "0".repeat(40)).catch((error: unknown) => error);
const code = problem instanceof ApiProblem ? problem.code : typeof wrong;
console.log(JSON.stringify({ settled, listed: nodes.length, event, code }));
`,
    );
    const options = { cwd: folder, env: shellEnv(), encoding: "utf8" } as const;
    const checked = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", "."], options);
    expect(checked.stdout + checked.stderr).toBe("");
    const ran = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", "program.ts"], options);
    expect(ran.stderr).toBe("");
    return ran.stdout;
  };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "turnpike-package-"));
    const prefix = join(dir, "prefix");
    [empty, modules, command] = [join(dir, "empty"), join(prefix, "lib/node_modules"), join(prefix, "bin/turnpike")];
    for (const folder of [empty, prefix, join(dir, "home")]) mkdirSync(folder);
    await must("npm", ["run", "build"], root);
    const { stdout } = await must("npm", ["pack", "--json", "--pack-destination", dir], root);
    const [tarball] = JSON.parse(stdout.toString("utf8")) as { filename: string; files: { path: string }[] }[];
    if (tarball === undefined) throw new Error("npm pack made nothing");
    packed = tarball.files.map(({ path }) => path);
    const quiet = ["--prefer-offline", "--no-audit", "--no-fund"];
    await must("npm", ["install", "--global", "--prefix", prefix, ...quiet, join(dir, tarball.filename)], empty);
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it("holds compiled code, licences and documents, and none of the sources or tests", () => {
    const outside = packed.filter((path) => !path.startsWith("dist/")).sort();
    expect(outside).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);
    const types = packed.filter((path) => /^dist\/api\/[\w.]+\.d\.ts$/.test(path));
    expect(types).toContain("dist/api/index.d.ts");
    const code = packed.filter((path) => !types.includes(path));
    expect(code.filter((path) => /\.ts$|\.map$|\.test\.|\.key$|\.env/.test(path))).toEqual([]);
  });

  it("carries the licence of every package of which it holds a part", () => {
    const notices = readFileSync(join(modules, "turnpike/dist/THIRD-PARTY-NOTICES"), "utf8");
    const titles = [...notices.matchAll(/^## (\S+) \S+ \((\S+)\)$/gm)].map((match) => match[1]);
    for (const name of ["viem", "ethers", "fastify", "typebox", "commander", "pino", "@noble/curves", "libsodium-sumo"])
      expect(titles).toContain(name);
    expect(notices).toContain("Permission is hereby granted, free of charge");
    expect(notices).toContain("Apache License");
  });

  it("brings no tool that is only for development, and at most 80 MB", () => {
    const bundled = new Set(Object.keys(manifest.devDependencies));
    const found = packagesIn(modules);
    expect(found).toContain("turnpike");
    for (const name of Object.keys(manifest.dependencies)) expect(found).toContain(name);
    expect(found.filter((name) => bundled.has(name))).toEqual([]);
    expect(diskBytes(modules)).toBeLessThanOrEqual(installLimit);
  });

  it("says its version and lists its verbs", async () => {
    expect((await turnpike("--version")).stdout.trim()).toBe(manifest.version);
    const help = await turnpike("--help");
    expect(help.code).toBe(0);
    for (const verb of ["connect", "status", "nodes", "wallet", "node", "indexer", "devnet"])
      expect(help.stdout).toMatch(new RegExp(`^ +${verb} `, "m"));
    for (const verb of ["connect", "status", "nodes", "wallet", "node", "indexer"]) {
      const { code, stdout, stderr } = await turnpike(verb, "--help");
      expect(code, stderr).toBe(0);
      expect(stdout).toContain(`Usage: turnpike ${verb}`);
    }
  });

  it("says what is missing, and how to get it, where only a checkout can go on: the local chain", async () => {
    const { code, stderr } = await turnpike("devnet", "--port", "0");
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/hardhat/);
    expect(stderr).toMatch(/\[[A-Z_]+\]/);
    expect(readdirSync(empty)).toEqual([]);
  });

  it("leaves the folder it is called in empty, and writes nothing but what it was asked for", async () => {
    expect((await turnpike("--help")).code).toBe(0);
    expect(readdirSync(empty)).toEqual([]);
    expect(readdirSync(join(dir, "home"))).toEqual([]);
  });

  it("carries a whole paid session: wallet, indexer, exit and client are all installed processes", {
    timeout: 120_000,
  }, async () => {
    const size = 20_000_000;
    const world = await openWorld(1, size, () => {}, { program: realpathSync(command), cwd: empty });
    try {
      const common = ["--dir", join(dir, "payer"), "--network", world.network, "--json"];
      await world.run("wallet", ["wallet", "create", ...common, "--devnet-account", "payer"]);
      const client = world.start("connect", [
        ...["connect", ...common, "--indexer", world.indexer, "--deposit", "1.00"],
        ...["--socks", "127.0.0.1:0", "--http", "127.0.0.1:0"],
      ]);
      const ready = await client.ready;
      const socks = Number(String(ready.socks).split(":").at(-1));
      const got = await download(socks, "127.0.0.1", world.origin.port, "/file", () => {});
      expect(got.sha256).toBe(world.origin.sha256);

      expect(await client.stop()).toBe(0);
      const summary = client.lines.findLast((line) => line.type === "summary") ?? {};
      expect(Number(summary.bytes)).toBeGreaterThanOrEqual(size);
      const price = pricePerGB(BigInt(String(summary.pricePerGB)));
      const due = amountDue(bytes(BigInt(String(summary.bytes))), price);
      const paid = BigInt(String(summary.paid));
      expect(paid).toBeLessThanOrEqual(due);
      expect(paid).toBeGreaterThanOrEqual(due - amountDue(bytes(16n << 20n), price));

      await eventually("the sum settled, as the installed indexer tells it", async () => {
        const answer = await fetch(`${world.indexer}/v1/nodes/${world.nodes[0]?.address}`);
        const entry = (await answer.json()) as { settledVolume?: string };
        return entry.settledVolume === paid.toString();
      });
      expect(readdirSync(empty)).toEqual([]);

      const program = consumer(world.indexer, world.nodes[0]?.address ?? "");
      expect(JSON.parse(program)).toEqual({
        settled: paid.toString(),
        listed: 1,
        event: "reset",
        code: "NODE_UNKNOWN",
      });
    } finally {
      await world.close();
    }
  });
});
