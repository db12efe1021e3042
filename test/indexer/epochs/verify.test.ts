import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { reputationCommand } from "../../../indexer/commands/reputation.ts";
import { canonicalJson } from "../../../protocol/canonicalJson.ts";
import { leafOf, merkleRoot, rootOfProof, type SignedEpoch, signEpoch } from "../../../protocol/epoch.ts";
import type { Hash, Hex } from "../../../protocol/ids.ts";
import { loadSecp256k1 } from "../../../runtime/secp256k1.ts";
import { turnpike } from "../../support/cli.ts";
import { commandIo } from "../../support/market.ts";
import { run } from "../../support/run.ts";
import { type Liar, openLiar, openRatedMarket, type RatedMarket } from "./ratedMarket.ts";

const script = fileURLToPath(new URL("../../../examples/verify-reputation.ts", import.meta.url));
let market: RatedMarket;
let liar: Liar;
let dir: string;
let networkFile: string;
let epoch: number;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "turnpike-verify-"));
  market = await openRatedMarket();
  liar = await openLiar(market.indexer.url);
  networkFile = join(dir, "devnet.json");
  writeFileSync(networkFile, JSON.stringify(market.devnet.file));
  // Five who speak well of the first node and one who slanders it; one who has an opinion of the second.
  for (const [payer, score] of [990_000, 950_000, 900_000, 960_000, 970_000, 0].entries())
    expect((await market.attest(payer, 0, score)).status).toBe(202);
  expect((await market.attest(0, 1, 10_000)).status).toBe(202);
  // The third node is probed three times, once with a page that came changed; of another session only the commitment is known.
  await market.probe(2);
  await market.probe(2, { country: "DE", goodputKbps: 31_000 });
  await market.probe(2, { page: false });
  await market.commit(0);
  epoch = await market.nextEpoch();
});
afterEach(() => {
  liar.lie = (_path, body) => body;
});
afterAll(async () => {
  liar.close();
  await market.close();
  rmSync(dir, { recursive: true, force: true });
});

const ask = async (path: string) => (await fetch(`${market.indexer.url}${path}`)).json() as Promise<never>;
const lines = async () =>
  (await (await fetch(`${market.indexer.url}/v1/epochs/${epoch}/inputs`)).text()).trimEnd().split("\n");
/** The command in this process; the command line itself has its own test. */
const verify = async (url: string) => {
  const { io, result } = commandIo(dir);
  const flags = ["--indexer", url, "--network", networkFile, "--epoch", String(epoch), "--json"];
  await reputationCommand(io).parseAsync(["verify", ...flags], { from: "user" });
  const { error } = result().json() as { error?: { code: string; message: string } };
  return { code: result().exitCode, error, stderr: result().stderr };
};
const example = async (url: string) => {
  const { code, stdout, stderr } = await run(process.execPath, [script, url, networkFile]);
  return { code, said: stdout.toString() + stderr };
};

/** An indexer that lies thoroughly: it changes lines and signs what it changed, with a key of its own. */
async function liarSigns(change: (lines: readonly string[]) => readonly string[], more: Partial<SignedEpoch> = {}) {
  const secp = await loadSecp256k1();
  const key: Hex = `0x${"7".repeat(64)}`;
  const changed = change(await lines());
  liar.lie = (path, body) => {
    if (path.includes("/inputs")) return changed.map((line) => `${line}\n`).join("");
    const answer = JSON.parse(body) as { signer?: string; epochs?: SignedEpoch[] };
    const resigned = <T extends SignedEpoch>(old: T): T => {
      const statement = { ...old, ...more, lines: changed.length, root: merkleRoot(changed.map(leafOf)) };
      return { ...old, ...signEpoch(statement, secp.signer(key)) };
    };
    if (answer.epochs === undefined) return JSON.stringify(resigned(answer as unknown as SignedEpoch));
    const epochs = answer.epochs.filter((entry) => entry.epoch === epoch).map(resigned);
    return JSON.stringify({ ...answer, signer: secp.addressOf(key), epochs });
  };
}

describe("an epoch, checked by those who do not trust the indexer", () => {
  it("rests on every opinion and scores every node, and opinions have moved the scores", async () => {
    const parsed = (await lines()).map((line) => JSON.parse(line) as { kind: string; node: string; score: number });
    expect(parsed.filter(({ kind }) => kind === "attestation")).toHaveLength(7);
    const scores = new Map(parsed.filter(({ kind }) => kind === "score").map(({ node, score }) => [node, score]));
    expect(new Set(scores.keys())).toEqual(new Set(market.nodes));
    const [first = "", second = "", third = ""] = market.nodes;
    // One payer's 1% lowers the second node; four good opinions keep the first one up, whatever a slanderer says. Two bad probes of three show.
    expect(scores.get(second)).toBeLessThanOrEqual(scores.get(first) ?? 0);
    expect(scores.get(third)).toBeLessThan(scores.get(second) ?? 0);
    expect(parsed.map(({ kind }) => kind).slice(7, 11)).toEqual(["commitment", "probe", "probe", "probe"]);
  });

  it("is found right by the command line, to the last digit", async () => {
    const said = await turnpike([
      "reputation",
      "verify",
      "--indexer",
      market.indexer.url,
      "--network",
      networkFile,
      "--json",
    ]);
    const found = JSON.parse(said.stdout.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;
    expect(found).toMatchObject({
      verified: true,
      nodes: 3,
      attestations: 7,
      probes: 3,
      probers: [expect.any(String)],
    });
    expect(said.code).toBe(0);
  });

  it("is found right by a script that shares no code with it and has no more than 150 lines", async () => {
    const source = readFileSync(script, "utf8");
    expect(source.split("\n").length).toBeLessThanOrEqual(151);
    expect([...source.matchAll(/from "([^"]+)"/g)].map(([, name]) => name)).toEqual(["node:fs", "viem"]);
    const { code, said } = await example(market.indexer.url);
    expect(said).toMatch(/^right: epoch \d+, 3 scores, 7 attestations, 3 probes/);
    expect(code).toBe(0);
  });

  const kinds: readonly (readonly [string, (lines: readonly string[]) => readonly string[], RegExp])[] = [
    [
      "a score that is one millionth too high",
      (all) => all.map((line, at) => (at === all.length - 1 ? raised(line) : line)),
      /chain and inputs give/,
    ],
    ["an opinion that is left out", (all) => all.slice(1), /chain and inputs give/],
    ["a node that is left out", (all) => all.slice(0, -1), /missing|there are 3 nodes/],
    [
      "an opinion whose score was changed",
      (all) => all.map((line, at) => (at === 0 ? line.replace(/"score":\d+/, '"score":1') : line)),
      /not signed by the payer|the signature of 0x/,
    ],
    [
      "an opinion over money that was never settled",
      (all) => all.map((line, at) => (at === 0 ? line.replace('"600000"', '"700001"') : line)),
      /ATTESTATION_OUT_OF_RANGE|the (money|signature) of 0x/,
    ],
    [
      "a probe whose result was changed",
      (all) => all.map((line) => line.replace('"page":false', '"page":true')),
      /commitment is not signed|the commitment of 0x/,
    ],
    [
      "a bad probe that is left out",
      (all) => all.filter((line) => !line.includes('"page":false')),
      /chain and inputs give/,
    ],
    [
      "a result that is published before its time",
      (all) => all.map((line) => line.replace(/"publishAt":\d+/, '"publishAt":1')),
      /PROBE_OUT_OF_RANGE|the (commitment|time) of 0x/,
    ],
    [
      "two lines in another order",
      ([first = "", second = "", ...rest]) => [second, first, ...rest],
      /chain and inputs give|the order of the lines/,
    ],
  ];
  it.each(kinds)("is refused by both with %s, although a root over it is signed", async (_what, change, reason) => {
    await liarSigns(change);
    const command = await verify(liar.url);
    expect(`${command.error?.code} ${command.error?.message}`).toMatch(reason);
    expect([5, 8, 2]).toContain(command.code);
    const independent = await example(liar.url);
    expect(independent.said).toMatch(reason);
    expect(independent.code).toBe(1);
  });

  const hour = 3_600;
  /** A line before the first probe: all of them are of one node, and of now. */
  const withResult = (all: readonly string[], times: Parameters<RatedMarket["resultOf"]>[1]) => {
    const { commitment, probe } = market.resultOf(2, times);
    const { at, publishAt, prober, signature } = commitment;
    const line = canonicalJson({ kind: "probe", probe: { ...probe }, at, publishAt, prober, signature });
    return all.toSpliced(all.findIndex(isProbe), 0, line);
  };
  const opinionLine = (days: number) => {
    const { cumulative, ...rest } = market.opinionOf(0, 1, days * 24 * hour);
    return canonicalJson({ kind: "attestation", ...rest, cumulative: cumulative.toString() });
  };
  const isOpinion = (line: string) => line.includes('"attestation"') && line.includes(String(market.nodes[1]));
  const isProbe = (line: string) => line.includes('"kind":"probe"');
  const signedWell: readonly (readonly [string, (lines: readonly string[]) => readonly string[], RegExp, RegExp])[] = [
    [
      "an opinion of 85 days ago",
      (all) => all.map((line) => (isOpinion(line) ? opinionLine(85) : line)),
      /chain and inputs give/,
      /the time or score of 0x/,
    ],
    [
      "an older opinion of a payer before its latest",
      (all) => all.flatMap((line) => (isOpinion(line) ? [opinionLine(2), line] : [line])),
      /chain and inputs give/,
      /the order of the lines/,
    ],
    [
      "a good result that is counted twice",
      (all) => all.toSpliced(all.findIndex(isProbe), 0, all.find(isProbe) ?? ""),
      /chain and inputs give/,
      /the order of the lines/,
    ],
    [
      "a result of 85 days ago",
      (all) =>
        withResult(all, { session: 85 * 24 * hour, commitment: 85 * 24 * hour, publication: 85 * 24 * hour - hour }),
      /chain and inputs give/,
      /the time of 0x/,
    ],
    [
      "a result that was committed to two days after its session",
      (all) => withResult(all, { session: 48 * hour, commitment: hour, publication: 300 }),
      /PROBE_OUT_OF_RANGE/,
      /the time of 0x/,
    ],
    [
      "a result that was held back for eight days",
      (all) => withResult(all, { session: 8 * 24 * hour + hour, commitment: 8 * 24 * hour + hour, publication: 300 }),
      /PROBE_OUT_OF_RANGE/,
      /the time of 0x/,
    ],
  ];
  it.each(signedWell)(
    "is refused by both with %s, although whoever it is of has signed it",
    async (_what, change, command, independent) => {
      await liarSigns(change);
      const { error } = await verify(liar.url);
      expect(`${error?.code} ${error?.message}`).toMatch(command);
      expect((await example(liar.url)).said).toMatch(independent);
    },
  );

  it("is refused by a signature that is somebody else's, and over another block", async () => {
    await liarSigns((all) => all, { blockHash: `0x${"1".repeat(64)}` as Hash });
    expect((await verify(liar.url)).error?.message).toMatch(/another one on the chain/);
    liar.lie = (path, body) =>
      path.includes("/inputs") ? body : body.replaceAll(/"signer":"0x.{4}/g, '"signer":"0x0000');
    expect((await verify(liar.url)).error?.code).toBe("EPOCH_BAD_SIGNATURE");
    liar.lie = (path, body) => (path.includes("/inputs") ? body.replace(/"score":\d/, '"score":8') : body);
    expect((await verify(liar.url)).error?.message).toMatch(/root that was signed/);
  });

  it("proves any line to be in it, and none that is not", async () => {
    type Proof = { line: string; index: number; lines: number; root: string; path: Hash[] };
    const all = await lines();
    for (const subject of [String(market.nodes[1]), String(leafOf(all[0] ?? ""))]) {
      const { line, index, path, root, lines: count } = (await ask(`/v1/epochs/${epoch}/proofs/${subject}`)) as Proof;
      expect(all[index]).toBe(line);
      expect(rootOfProof(leafOf(line), index, count, path)).toBe(root);
      expect(rootOfProof(leafOf(raised(line)), index, count, path)).not.toBe(root);
    }
    const unknown = await fetch(`${market.indexer.url}/v1/epochs/${epoch}/proofs/0x${"9".repeat(64)}`);
    expect([unknown.status, ((await unknown.json()) as { code: string }).code]).toEqual([404, "LINE_UNKNOWN"]);
  });

  it("can be downloaded in parts, from a byte or from a line", async () => {
    const url = `${market.indexer.url}/v1/epochs/${epoch}/inputs`;
    const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
    const part = await fetch(url, { headers: { range: "bytes=100-" } });
    expect([part.status, part.headers.get("content-range")]).toEqual([
      206,
      `bytes 100-${whole.length - 1}/${whole.length}`,
    ]);
    expect(Buffer.concat([whole.subarray(0, 100), Buffer.from(await part.arrayBuffer())])).toEqual(whole);
    expect((await fetch(url, { headers: { range: `bytes=${whole.length}-` } })).status).toBe(416);
    expect(await (await fetch(`${url}?offset=7`)).text()).toBe(`${(await lines()).slice(7).join("\n")}\n`);
  });

  it("keeps what a node was, and says in how many epochs it had an offer", async () => {
    const history = (await ask(`/v1/nodes/${market.nodes[1]}/history`)) as {
      points: { epoch: number; score: number; active: boolean; settledVolume: string }[];
      epochs: number;
      offered: number;
    };
    expect(history.points.at(-1)).toMatchObject({
      active: true,
      offering: false,
      price: null,
      settledVolume: "4200000",
    });
    expect(history.offered).toBe(0);
    expect(history.epochs).toBeGreaterThanOrEqual(1);
  });
});

const raised = (line: string): string =>
  line.replace(/"score":(\d+)/, (_all, score: string) => `"score":${Number(score) + 1}`);
