import { spawn } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChain } from "../../chain/chain.ts";
import { clientFiles } from "../../client/files.ts";
import type { Address } from "../../protocol/ids.ts";
import { tokenAmount } from "../../protocol/units.ts";
import { type Line, TurnpikeProcess } from "../../scripts/demo/turnpikeProcess.ts";
import { turnpike } from "../support/cli.ts";
import { openIndexer } from "../support/indexer.ts";
import { eventually, type Market, openMarket, password } from "../support/market.ts";
import { type Origin, openOrigin } from "../support/origin.ts";
import { run } from "../support/run.ts";

/** Words and the first address at m/44'/60'/0'/0/0, as published with Ethereum's development chains and with BIP-39's own first vector. */
const vectors = [
  ["test test test test test test test test test test test junk", "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"],
  [
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
    "0x9858effd232b4033e47d90003d41ec34ecaeda94",
  ],
] as const;

describe("turnpike wallet", { timeout: 180_000 }, () => {
  let market: Market;
  let indexer: string;
  let origin: Origin;
  let count = 0;

  beforeAll(async () => {
    market = await openMarket();
    const running = await openIndexer(market);
    indexer = running.url;
    const node = await market.node({ price: "0.10", indexers: [indexer] });
    await eventually("the node in the list", async () =>
      (await (await fetch(`${indexer}/v1/nodes/${node.id}`)).text()).includes("certificateSha256"),
    );
    origin = await openOrigin(2_000_000);
    market.onClose(() => origin.close());
  });
  afterAll(() => market.close());

  const folder = () => join(market.dir, `wallet${count++}`);
  const common = (dir: string) => ["--dir", dir, "--network", market.networkFile, "--indexer", indexer];
  const wallet = async (dir: string, ...args: string[]) => {
    const said = await turnpike(["wallet", ...args, ...common(dir), "--json"]);
    expect(said.stderr.split("\n").filter((line) => line.startsWith("turnpike:"))).toEqual([]);
    return JSON.parse(said.stdout.trim().split("\n").at(-1) ?? "") as Record<string, string>;
  };
  const wordsFile = (words: string) => {
    const path = join(market.dir, `words${count++}`);
    writeFileSync(path, words, { mode: 0o600 });
    return path;
  };

  it("restores the published addresses from the published words (BIP-39, BIP-44), however they are spaced", async () => {
    for (const [words, address] of vectors) {
      const spaced = `  ${words.toUpperCase().replaceAll(" ", "\n ")}\n`;
      expect((await wallet(folder(), "restore", "--mnemonic-file", wordsFile(spaced))).payer).toBe(address);
    }
  });

  it("creates words that restore the same payer elsewhere, in a file that only its owner can read", async () => {
    const dir = folder();
    const made = await wallet(dir, "create");
    expect(made.mnemonic?.split(" ").length).toBe(12);
    expect(statSync(clientFiles(dir).wallet).mode & 0o777).toBe(0o600);
    const restored = await wallet(folder(), "restore", "--mnemonic-file", wordsFile(made.mnemonic ?? ""));
    expect(restored.payer).toBe(made.payer);
  });

  it("seals the key for real money on a public chain, whatever the network file says of itself", async () => {
    const network = join(market.dir, "untrue.json");
    writeFileSync(network, JSON.stringify({ ...market.network, chainId: 1, public: false }));
    const dir = folder();
    expect((await turnpike(["wallet", "create", "--dir", dir, "--network", network])).code).toBe(0);
    const { Crypto, crypto = Crypto } = JSON.parse(readFileSync(clientFiles(dir).wallet, "utf8"));
    expect(crypto.kdfparams.n).toBe(262_144);
  });

  it("refuses words that are none, and writes nothing", async () => {
    const dir = folder();
    const file = wordsFile("test test test test test test test test test test test test");
    const said = await turnpike(["wallet", "restore", ...common(dir), "--mnemonic-file", file, "--json"]);
    expect(said.error?.code).toBe("MNEMONIC_INVALID");
    expect(() => statSync(clientFiles(dir).wallet)).toThrow("ENOENT");
  });

  it("deposits, spends, shows what is left, asks for the rest back and leaves: without one transaction or any gas of the payer", async () => {
    const dir = folder();
    const { payer = "" } = await wallet(dir, "create", "--devnet-account", "payer");
    const address = payer as Address;
    const tokens = await market.chain.token.balanceOf(address);
    await wallet(dir, "deposit", "2.5");
    expect(await wallet(dir, "show")).toMatchObject({ owner: payer, available: "2500000", spendable: "2500000" });

    const process = new TurnpikeProcess(
      "connect",
      ["connect", ...common(dir), "--socks", "127.0.0.1:0", "--http", "127.0.0.1:0", "--budget-bytes", "50M", "--json"],
      { TURNPIKE_PASSWORD: password },
    );
    const ready: Line = await process.ready;
    const got = await run("curl", [
      ...[
        "--silent",
        "--show-error",
        "--socks5-hostname",
        String(ready.socks),
        `http://127.0.0.1:${origin.httpPort}/file`,
      ],
    ]);
    expect(got.stderr).toBe("");
    expect(got.stdout.equals(origin.body)).toBe(true);

    const status = JSON.parse((await turnpike(["status", ...common(dir), "--json"])).stdout) as Record<string, string>;
    expect(status).toMatchObject({ node: ready.node, pricePerGB: "100000", socks: ready.socks, http: ready.http });
    expect(Number(status.bytes)).toBeGreaterThan(2_000_000);
    expect(Number(status.remainingBytes)).toBe(50_000_000 - Number(status.bytes));
    expect(BigInt(status.remaining ?? "0") + BigInt(status.spent ?? "0")).toBe(2_500_000n);
    expect(status).toHaveProperty("bitsPerSecond");
    const text = (await turnpike(["status", ...common(dir)])).stdout;
    for (const part of [/^node +0x/m, /^price +0\.1\S* \S+ per GB/m, /^moved +\d+ bytes/m, /^spent/m, /^remaining/m])
      expect(text).toMatch(part);

    expect(await process.stop()).toBe(0);
    const shown = await wallet(dir, "show");
    const summary = process.lines.find((line) => line.type === "summary");
    // Nothing is settled or locked yet: the voucher's amount and the step that the node may still lock are no longer spendable.
    expect(shown).toMatchObject({ promised: String(summary?.paid), locked: "0" });
    expect(BigInt(shown.reservable ?? "0")).toBeGreaterThan(0n);
    const spendable = 2_500_000n - BigInt(shown.promised ?? "0") - BigInt(shown.reservable ?? "0");
    expect(shown.spendable).toBe(spendable.toString());

    await wallet(dir, "withdraw", "2.4");
    expect(await wallet(dir, "show")).toMatchObject({ available: "2500000", requested: "2400000" });
    const anybody = await openChain({ network: market.network, signerKey: market.key("operator3") });
    await expect(anybody.channels.withdraw(address)).rejects.toMatchObject({ code: "CHAIN_REVERTED" });
    await market.chain.client.request({ method: "evm_increaseTime", params: [86_401] } as never);
    await market.chain.client.request({ method: "evm_mine", params: [] } as never);
    await anybody.channels.withdraw(address);
    expect(await market.chain.token.balanceOf(address)).toBe(tokens - 2_500_000n + 2_400_000n);
    expect(await wallet(dir, "show")).toMatchObject({ available: "100000", requested: "0" });
    expect(await market.chain.head.transactionCount(address)).toBe(0);
    expect(await market.chain.head.nativeBalance(address)).toBe(tokenAmount(0n));
  });

  it("lets one process use a payer's folder: a second client is told which has it", async () => {
    const dir = folder();
    await wallet(dir, "create", "--devnet-account", "payer2");
    const { payer = "" } = await wallet(dir, "show");
    await market.deposit(payer as Address, 1_000_000n);
    const args = ["connect", ...common(dir), "--socks", "127.0.0.1:0", "--http", "127.0.0.1:0", "--json"];
    const first = new TurnpikeProcess("connect", args, { TURNPIKE_PASSWORD: password });
    await first.ready;
    const second = await turnpike(args);
    expect(second.error?.code).toBe("STORE_LOCKED");
    expect(second.error?.message).toContain(`in use by process ${first.child.pid}; stop that process first`);
    expect(await first.stop()).toBe(0);
  });

  it("asks for the words at a prompt when no file is given", async () => {
    const dir = folder();
    const entry = fileURLToPath(new URL("../../cli/turnpike.ts", import.meta.url));
    const child = spawn(process.execPath, [entry, "wallet", "restore", ...common(dir), "--json"], {
      stdio: ["pipe", "pipe", "ignore"],
      env: { ...process.env, TURNPIKE_PASSWORD: password },
    });
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stdin.end(`${vectors[0][0]}\n`);
    await new Promise((resolve) => child.on("close", resolve));
    expect(JSON.parse(out)).toEqual({ payer: vectors[0][1] });
  });
});
