import { chmodSync, cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { turnpike } from "../../support/cli.ts";
import { openRawSession } from "../../support/rawSession.ts";
import type { Place } from "./place.ts";

export function storeRefusals(at: Place): void {
  it("when the password is wrong", () =>
    at.refuses(
      ["wallet", "show", "--dir", at.client, "--network", at.market.networkFile],
      { exit: 5, code: "KEYSTORE_WRONG_PASSWORD", says: /password/ },
      { env: { TURNPIKE_PASSWORD: "wrong" } },
    ));

  it("when there is no password and nobody to ask", () =>
    at.refuses(
      ["wallet", "show", "--dir", at.client, "--network", at.market.networkFile],
      {
        exit: 5,
        code: "PASSWORD_MISSING",
        says: /set TURNPIKE_PASSWORD, give --password-file, or run in a terminal/,
      },
      { env: { TURNPIKE_PASSWORD: "" } },
    ));

  it("when the password of a node's keys is wrong", () =>
    at.refuses(
      ["node", "register", "--dir", at.spare, "--network", at.market.networkFile],
      { exit: 5, code: "KEYSTORE_WRONG_PASSWORD", says: /wrong password for .*operator\.keystore\.json/ },
      { env: { TURNPIKE_PASSWORD: "wrong" }, unchanged: at.spare },
    ));

  it("when the words of a wallet are wrong, and shows none of them", async () => {
    const words = join(at.market.dir, "words");
    writeFileSync(words, `${"legal winner thank year wave sausage worth useful legal winner thank thank"}\n`, {
      mode: 0o600,
    });
    const dir = join(at.market.dir, "restored");
    const restore = ["wallet", "restore", "--dir", dir, "--network", at.market.networkFile, "--mnemonic-file", words];
    await at.refuses(restore, { exit: 5, code: "MNEMONIC_INVALID", says: /misspelt, missing or out of order/ });
    expect((await turnpike(restore)).stderr).not.toContain("sausage");
    expect(existsSync(dir)).toBe(false);
  });

  it("when the local chain has no such account", async () => {
    const made = ["--network", at.market.networkFile, "--devnet-account", "nobody"];
    const wanted = { exit: 2, code: "CONFIG_INVALID", says: /has no account "nobody"; it has deployer, operator1/ };
    await at.refuses(["wallet", "create", "--dir", join(at.market.dir, "nobody"), ...made], wanted);
    await at.refuses(
      [
        ...["node", "init", "--dir", join(at.market.dir, "nobody"), "--price", "1", "--country", "NL"],
        ...["--listen", "127.0.0.1:0", ...made],
      ],
      wanted,
    );
  });

  it("when a file is no JSON", () => {
    const path = join(at.market.dir, "torn.json");
    writeFileSync(path, '{"name": "torn');
    return at.refuses(["wallet", "show", "--dir", at.client, "--network", path], {
      exit: 2,
      code: "CONFIG_INVALID",
      says: /torn\.json is not JSON; mend it or create it again/,
    });
  });

  it("when there is no wallet", () =>
    at.refuses(["wallet", "show", "--dir", join(at.market.dir, "nobody"), "--network", at.market.networkFile], {
      exit: 2,
      code: "FILE_MISSING",
      says: /create it first/,
    }));

  it("when a keystore can be read by others", async () => {
    const open = join(at.market.dir, "open");
    cpSync(at.client, open, { recursive: true });
    chmodSync(join(open, "payer.keystore.json"), 0o644);
    await at.refuses(
      ["wallet", "show", "--dir", open, "--network", at.market.networkFile],
      { exit: 5, code: "FILE_PERMISSIONS_TOO_OPEN", says: /chmod 600/ },
      { unchanged: open },
    );
  });

  it("when a wallet would be written over", () =>
    at.refuses(["wallet", "create", "--dir", at.client, "--network", at.market.networkFile], {
      exit: 2,
      code: "WALLET_EXISTS",
      says: /never written over/,
    }));

  it("when the voucher book is damaged in the middle, and mends nothing by guessing", async () => {
    const damaged = join(at.market.dir, "damaged");
    cpSync(at.client, damaged, { recursive: true });
    writeFileSync(join(damaged, "vouchers.log"), Buffer.from("something else than a log of vouchers"));
    await at.refuses(
      [
        "connect",
        "--dir",
        damaged,
        "--network",
        at.market.networkFile,
        "--indexer",
        at.indexer,
        "--socks",
        "127.0.0.1:0",
      ],
      { exit: 7, code: "STORE_CORRUPT", says: /nothing was changed/ },
      { unchanged: damaged },
    );
  });

  it("when a node's voucher log is damaged", async () => {
    const dir = join(at.market.dir, "damagedNode");
    cpSync(at.node.dir, dir, { recursive: true, filter: (source) => !/\.(lock|sock)$/.test(source) });
    const session = await openRawSession(at.market, at.node, (await at.market.payer(1_000_000n)).key);
    await session.submit(1n);
    await session.submit(2n);
    session.end();
    const log = readFileSync(join(at.node.dir, "vouchers.log"));
    log.writeUInt8(log.readUInt8(20) ^ 255, 20);
    writeFileSync(join(dir, "vouchers.log"), log, { mode: 0o600 });
    await at.refuses(
      ["node", "run", "--dir", dir, "--network", at.market.networkFile],
      {
        exit: 7,
        code: "STORE_CORRUPT",
        says: /damaged at byte .* holds valid records behind it; nothing was changed/,
      },
      { unchanged: dir },
    );
  });

  it("when another process has the store open", async () => {
    await at.refuses(
      ["node", "run", "--dir", at.node.dir, "--network", at.market.networkFile],
      { exit: 7, code: "STORE_LOCKED", says: /in use by process [0-9]+; stop that process first/ },
      { unchanged: at.node.dir },
    );
  });
}
