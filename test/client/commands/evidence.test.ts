import { spawn } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeEvidence } from "../../../client/evidenceFile.ts";
import { nodeFiles } from "../../../node/config.ts";
import { evidenceSeconds } from "../../../protocol/constants.ts";
import { signDemand } from "../../../protocol/demand.ts";
import { nodeDomain } from "../../../protocol/domain.ts";
import type { Evidence, Fault } from "../../../protocol/evidence.ts";
import type { Address, Hash } from "../../../protocol/ids.ts";
import { quoteHash, signQuote } from "../../../protocol/quote.ts";
import type { Sign } from "../../../protocol/signature.ts";
import { bytes, pricePerGB, tokenAmount, unixSeconds } from "../../../protocol/units.ts";
import { openKeystore } from "../../../runtime/keystore.ts";
import { loadSecp256k1 } from "../../../runtime/secp256k1.ts";
import { command } from "../../../scripts/demo/turnpikeProcess.ts";
import { type Said, turnpike } from "../../support/cli.ts";
import { openIndexer } from "../../support/indexer.ts";
import { type Lie, openLyingExit } from "../../support/lyingExit.ts";
import { eventually, type Market, openMarket, password, type TestNode } from "../../support/market.ts";

const totals = (sequence: bigint, total: bigint, amount: bigint): Lie => ({
  sequence,
  bytesTotal: bytes(total),
  amount: tokenAmount(amount),
});
const last = (said: Said) => JSON.parse(said.stdout.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;

describe("turnpike evidence", () => {
  let market: Market;
  let indexer: string;
  let liar: TestNode;
  let quotes = 0;

  const evidence = (...args: string[]) =>
    turnpike(["evidence", ...args, "--network", market.networkFile, "--dir", join(market.dir, "reporter"), "--json"]);
  const asReporter = (verb: string, ...args: string[]) => evidence(verb, ...args, "--devnet-account", "operator4");
  const signerOf = async (node: TestNode): Promise<Sign> =>
    (await loadSecp256k1()).signer(await openKeystore(nodeFiles(node.dir).nodeKey, password));
  /** Demands under a fresh quote, signed by `sign` in the name of `node`. */
  const made = async (node: Address, sign: Sign, lies: readonly [Lie] | readonly [Lie, Lie]): Promise<Evidence> => {
    const domain = nodeDomain(market.network.chainId, market.network.nodeRegistry);
    const now = await market.chain.head.headTime();
    const terms = {
      node,
      payer: node,
      nonce: `0x${(++quotes).toString(16).padStart(64, "0")}` as Hash,
      pricePerGB: pricePerGB(100_000n),
      validFrom: unixSeconds(now),
      validUntil: unixSeconds(now + 3_600),
      transport: 1,
      descriptorHash: `0x${"d5".repeat(32)}` as Hash,
    };
    const quote = signQuote(domain, terms, sign);
    const [one, other] = lies.map((lie) => signDemand(domain, { quoteHash: quoteHash(quote), ...lie }, sign));
    if (one === undefined) throw new Error("no demand");
    return { quote, demands: other === undefined ? [one] : [one, other] };
  };
  const fileOf = (found: Evidence) => writeEvidence(join(market.dir, "reporter"), market.network, found);
  const refuses = async (said: Promise<Said>, exit: number, code: string, says: RegExp) => {
    const { code: exitCode, error, stderr } = await said;
    expect({ exitCode, code: error?.code, stderr }).toMatchObject({ exitCode: exit, code });
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain("    at ");
  };

  beforeAll(async () => {
    market = await openMarket();
    indexer = (await openIndexer(market)).url;
    liar = await market.node({ price: "0.10", indexers: [indexer] });
    await eventually("the node in the list", async () =>
      (await (await fetch(`${indexer}/v1/nodes/${liar.id}`)).text()).includes("certificateSha256"),
    );
  });
  afterAll(() => market.close());

  describe("refuses, before any gas is spent,", () => {
    it("messages that agree: nobody is slashed for being slow", async () => {
      const file = await fileOf(await made(liar.id, await signerOf(liar), [totals(1n, 1n, 1n), totals(2n, 9n, 1n)]));
      await refuses(asReporter("submit", file), 3, "EVIDENCE_NO_FAULT", /a matter of reputation/);
      await refuses(evidence("check", file), 3, "EVIDENCE_NO_FAULT", /a matter of reputation/);
    });

    it("messages that somebody else signed in the node's name", async () => {
      const { signer } = await loadSecp256k1();
      const forged = await made(liar.id, signer(`0x${"c3".repeat(32)}`), [totals(1n, 1n, 2n)]);
      await refuses(asReporter("submit", await fileOf(forged)), 5, "EVIDENCE_KEY_UNKNOWN", /never been a key of node/);
    });

    it("evidence of another deployment, a damaged file and a file that is not there", async () => {
      const found = await made(liar.id, await signerOf(liar), [totals(1n, 1n, 2n)]);
      const elsewhere = await writeEvidence(market.dir, { ...market.network, chainId: 5 }, found);
      await refuses(asReporter("submit", elsewhere), 8, "EVIDENCE_OTHER_CHAIN", /chain 5; give the network file/);
      const odd = join(market.dir, "odd.json");
      writeFileSync(odd, JSON.stringify({ ...JSON.parse(readFileSync(elsewhere, "utf8")), demands: [] }));
      await refuses(asReporter("submit", odd), 2, "CONFIG_INVALID", /demands/);
      await refuses(asReporter("submit", join(market.dir, "none.json")), 2, "FILE_MISSING", /check the path/);
    });

    it("to collect what nobody has credited", () =>
      refuses(asReporter("collect"), 3, "NO_BOUNTY", /submit evidence first/));
  });

  describe("from a client that catches its node in a lie", () => {
    // At this price 1,000,000 bytes cost 100 units.
    const lies: Readonly<Record<Fault, readonly Lie[]>> = {
      F1: [totals(7n, 1_000_000n, 101n)],
      F2: [totals(7n, 1_000_000n, 100n), totals(8n, 2_000_000n, 200n), totals(7n, 1_000_001n, 100n)],
      F3: [totals(7n, 1_000_000n, 100n), totals(8n, 999_999n, 100n)],
    };
    const files = {} as Record<Fault, string>;
    const wait = async (seconds: number) => {
      const { request } = market.chain.client;
      await request({ method: "evm_increaseTime", params: [seconds] } as unknown as Parameters<typeof request>[0]);
      await request({ method: "evm_mine" } as unknown as Parameters<typeof request>[0]);
    };
    /** The file that a client writes by itself when it connects and hears what the exit says. */
    const caught = async (dir: string): Promise<string> => {
      const client = spawn(
        process.execPath,
        [
          ...["--disable-warning=ExperimentalWarning", command, "connect", "--dir", dir],
          ...["--network", market.networkFile, "--indexer", indexer],
          ...["--socks", "127.0.0.1:0", "--http", "127.0.0.1:0", "--json"],
        ],
        { env: { ...process.env, TURNPIKE_PASSWORD: password }, stdio: ["ignore", "pipe", "pipe"] },
      );
      const gone = new Promise((resolve) => client.once("exit", resolve));
      try {
        for await (const line of createInterface({ input: client.stdout })) {
          const said = JSON.parse(line) as { type?: string; node?: string; path?: string };
          if (said.type !== "evidence") continue;
          expect(said.node).toBe(liar.id);
          return said.path ?? "";
        }
        throw new Error("the client ended and had caught nothing");
      } finally {
        client.kill("SIGTERM");
        await gone;
      }
    };

    beforeAll(async () => {
      const saying: Lie[] = [];
      await openLyingExit(market, liar, saying);
      for (const fault of ["F1", "F2", "F3"] as const) {
        saying.splice(0, saying.length, ...lies[fault]);
        const dir = join(market.dir, `client${fault}`);
        const made = await turnpike([
          ...["wallet", "create", "--dir", dir, "--network", market.networkFile, "--devnet-account", "payer", "--json"],
        ]);
        if (fault === "F1") await market.deposit(last(made).payer as Address, 5_000_000n);
        files[fault] = await caught(dir);
      }
    }, 180_000);

    it.each(["F1", "F2", "F3"] as const)("the client has kept %s, for its owner's eyes only", async (fault) => {
      expect(statSync(files[fault]).mode & 0o777).toBe(0o600);
      const checked = await evidence("check", files[fault]);
      expect(checked.stderr).toBe("");
      expect(last(checked)).toMatchObject({
        fault,
        node: liar.id,
        key: liar.id,
        revoked: false,
        slashable: true,
      });
    });

    it("slashes the node for a twentieth of its bond, credits a fifth of that, and pays it out", async () => {
      const before = (await market.chain.registry.node(liar.id))?.bond ?? 0n;
      const said = await asReporter("submit", files.F3);
      expect(said.stderr).toBe("");
      const slashed = before / 20n;
      expect(last(said)).toMatchObject({ fault: "F3", slashed: `${slashed}`, bounty: `${slashed / 5n}` });
      const record = await market.chain.registry.node(liar.id);
      expect(record).toMatchObject({ bond: before - slashed, slashes: 1 });

      const reporter = last(said).reporter as Address;
      const held = await market.chain.token.balanceOf(reporter);
      const collected = await asReporter("collect");
      expect(last(collected)).toMatchObject({ reporter, amount: `${slashed / 5n}` });
      expect(await market.chain.token.balanceOf(reporter)).toBe(held + slashed / 5n);
    });

    it("shows in the indexer: a slash counted, and no weight", async () => {
      await eventually("the slash in the list", async () => {
        const node = (await (await fetch(`${indexer}/v1/nodes/${liar.id}`)).json()) as {
          slashes: number;
          weight: string;
        };
        return node.slashes === 1 && node.weight === "0";
      });
    });

    it("slashes for one contradiction once, and for a second one not within 24 hours", async () => {
      await refuses(asReporter("submit", files.F3), 3, "EVIDENCE_USED", /slashed for already/);
      await refuses(asReporter("submit", files.F1), 3, "EVIDENCE_TOO_SOON", /submit this again after 20/);
    });

    it.each([
      ["F1", 10n],
      ["F2", 5n],
    ] as const)("slashes for %s once a day has passed, and by more", async (fault, part) => {
      await wait(86_400);
      const before = (await market.chain.registry.node(liar.id))?.bond ?? 0n;
      const said = await asReporter("submit", files[fault]);
      expect(said.stderr).toBe("");
      expect(last(said)).toMatchObject({ fault, slashed: `${before / part}` });
      expect((await market.chain.registry.node(liar.id))?.bond).toBe(before - before / part);
    });

    it("is worth nothing five days after its quote ran out", async () => {
      const late = await fileOf(await made(liar.id, await signerOf(liar), [totals(1n, 1n, 2n)]));
      await wait(86_400);
      expect(last(await evidence("check", late))).toMatchObject({ fault: "F1", slashable: true });
      await wait(evidenceSeconds);
      await refuses(asReporter("submit", late), 3, "EVIDENCE_TOO_OLD", /five days after its quote/);
    });
  });
});
