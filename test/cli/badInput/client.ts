import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Place } from "./place.ts";

export function clientRefusals(at: Place): void {
  it("when words are asked for and the input ends, where once it ended without a word", () =>
    at.refuses(["wallet", "restore", "--dir", join(at.market.dir, "nobody"), "--network", at.market.networkFile], {
      exit: 5,
      code: "MNEMONIC_INVALID",
      says: /no words were given; type them, or give --mnemonic-file/,
    }));

  it("when no indexer gives a list of exits and none is kept, where once the list was empty", () =>
    at.refuses(
      [
        ...["nodes", "--dir", join(at.market.dir, "listless"), "--network", at.market.networkFile],
        ...["--indexer", "http://127.0.0.1:1"],
      ],
      { exit: 4, code: "INDEXER_UNREACHABLE", says: /no indexer gave a list.*give another --indexer/ },
    ));

  it("when the node is unknown", () =>
    at.refuses(at.connect("--node", `0x${"7".repeat(40)}`), { exit: 3, code: "NO_NODE_FITS", says: /relax .*--node/ }));

  it("when every price is above the cap", () =>
    at.refuses(at.connect("--max-price", "0.0001"), { exit: 3, code: "NO_NODE_FITS", says: /relax .*--max-price/ }));

  it("when the account is empty", () =>
    at.refuses(at.connect(), { exit: 6, code: "NO_COVER", says: /deposit first \(turnpike wallet deposit\)/ }));

  it("when more is to be deposited than the payer holds", () =>
    at.refuses(at.connect("--deposit", "999999"), {
      exit: 6,
      code: "UNDERFUNDED",
      says: /send tokens to that address/,
    }));

  it("when nothing, or more than there is, is to be deposited or asked back", async () => {
    const common = ["--dir", at.client, "--network", at.market.networkFile, "--indexer", at.indexer];
    await at.refuses(["wallet", "deposit", "0", ...common], { exit: 2, code: "UNIT_OUT_OF_RANGE", says: /is none/ });
    await at.refuses(["wallet", "deposit", "1001", ...common], {
      exit: 6,
      code: "UNDERFUNDED",
      says: /holds 1000\.00 TUSD and the deposit is 1001\.00 TUSD; send tokens to that address/,
    });
    await at.refuses(["wallet", "withdraw", "1", ...common], {
      exit: 6,
      code: "WITHDRAWAL_TOO_LARGE",
      says: /(nothing was ever deposited|is available; ask for at most that)/,
    });
  });

  it("when a port is taken, before any session is opened", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    const sessions = at.node.running.sessions.open;
    await at.refuses([...at.connect(), "--socks", `127.0.0.1:${port}`], {
      exit: 4,
      code: "PORT_BUSY",
      says: /is in use; give another --socks or --http/,
    });
    expect(at.node.running.sessions.open).toBe(sessions);
    taken.close();
  });

  it("when a proxy would listen to the world", () =>
    at.refuses([...at.connect(), "--socks", "0.0.0.0:1080"], {
      exit: 2,
      code: "LISTEN_NOT_LOOPBACK",
      says: /anyone who reaches the proxy spends your money/,
    }));

  it("when an amount, a size, a score or a transport is none", async () => {
    await at.refuses(at.connect("--budget", "much"), { exit: 2, code: "UNIT_NOT_A_NUMBER", says: /"much"/ });
    await at.refuses(at.connect("--budget", "1.1234567"), { exit: 2, code: "UNIT_NOT_A_NUMBER", says: /1\.1234567/ });
    await at.refuses(at.connect("--budget-bytes", "5X"), { exit: 2, code: "CONFIG_INVALID", says: /no size/ });
    await at.refuses(at.connect("--min-score", "7"), { exit: 2, code: "CONFIG_INVALID", says: /from 0 to 1/ });
    await at.refuses(at.connect("--transport", "smoke"), {
      exit: 2,
      code: "CONFIG_INVALID",
      says: /https, wireguard, wireguard\+https, auto, not by "smoke"/,
    });
    await at.refuses(at.connect("--dns", "dns.example.org"), {
      exit: 2,
      code: "CONFIG_INVALID",
      says: /addresses of resolvers, not "dns\.example\.org"/,
    });
    for (const name of ["my-vpn", "eth0;x", "averyverylongname"])
      await at.refuses(at.connect("--interface", name), {
        exit: 2,
        code: "CONFIG_INVALID",
        says: /--interface takes a small letter/,
      });
    await at.refuses(at.connect("--node", "0x12"), { exit: 2, code: "ADDRESS_INVALID", says: /0x12/ });
  });

  it("when nothing is connected, for status", () =>
    at.refuses(["status", "--dir", at.client, "--network", at.market.networkFile], {
      exit: 4,
      code: "CLIENT_NOT_RUNNING",
      says: /start it with: turnpike connect/,
    }));
}
