import { appendFileSync, chmodSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Network } from "../../chain/network.ts";
import { turnpike } from "../support/cli.ts";
import { openIndexer } from "../support/indexer.ts";
import { eventually, type Market, openMarket, type TestNode } from "../support/market.ts";
import { openRawSession } from "../support/rawSession.ts";

/** Every file below a folder with its content, to see that nothing was written or lost. Sockets and locks are no content. */
function contentOf(dir: string): Record<string, string> {
  if (!existsSync(dir)) return {};
  return Object.fromEntries(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".lock"))
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path, readFileSync(path).toString("base64")];
      }),
  );
}

describe("the command line refuses with a code, a sentence and an exit code, and leaves everything as it was", () => {
  let market: Market;
  let node: TestNode;
  let indexer: string;
  let client: string;
  let spare: string;

  beforeAll(async () => {
    market = await openMarket();
    indexer = (await openIndexer(market)).url;
    node = await market.node({ price: "0.10", indexers: [indexer] });
    await eventually("the node in the list", async () =>
      (await (await fetch(`${indexer}/v1/nodes/${node.id}`)).text()).includes("certificateSha256"),
    );
    client = join(market.dir, "client");
    const made = await turnpike([
      ...["wallet", "create", "--dir", client, "--network", market.networkFile, "--devnet-account", "payer", "--json"],
    ]);
    expect(made.code).toBe(0);
    // A node's folder that nothing runs from.
    spare = join(market.dir, "spare");
    const spareMade = await market.nodeCommand([
      ...["init", "--dir", spare, "--devnet-account", "operator4", "--price", "0.1", "--country", "NL"],
      ...["--listen", "127.0.0.1:0", "--json"],
    ]);
    expect(spareMade.exitCode).toBe(0);
  });
  afterAll(() => market.close());

  const networkWith = (name: string, changes: Partial<Network>): string => {
    const path = join(market.dir, `${name}.json`);
    writeFileSync(path, JSON.stringify({ ...market.network, ...changes }));
    return path;
  };
  const refuses = async (
    args: readonly string[],
    wanted: { readonly exit: number; readonly code: string; readonly says: RegExp },
    options: { readonly env?: Record<string, string>; readonly unchanged?: string } = {},
  ) => {
    const before = contentOf(options.unchanged ?? client);
    const said = await turnpike([...args, "--json"], options.env);
    expect({ exit: said.code, code: said.error?.code, said: said.stderr }).toMatchObject({
      exit: wanted.exit,
      code: wanted.code,
    });
    expect(said.stderr).toMatch(wanted.says);
    expect(said.stderr).not.toContain("    at ");
    // Caches may have come; nothing that was there may differ.
    expect(contentOf(options.unchanged ?? client)).toMatchObject(before);
  };
  const connect = (...more: string[]) => [
    ...["connect", "--dir", client, "--network", market.networkFile, "--indexer", indexer],
    ...["--socks", "127.0.0.1:0", "--http", "127.0.0.1:0", ...more],
  ];

  describe("for the chain", () => {
    it("when the endpoint serves another chain than the network file names", () =>
      refuses(["wallet", "show", "--dir", client, "--network", networkWith("otherId", { chainId: 5 })], {
        exit: 8,
        code: "CHAIN_WRONG_ID",
        says: /serves chain 31337, but network .* is chain 5; give the right --network or RPC/,
      }));

    it("when no endpoint answers", () =>
      refuses(
        ["wallet", "show", "--dir", client, "--network", networkWith("down", { rpcUrls: ["http://127.0.0.1:1"] })],
        { exit: 4, code: "CHAIN_RPC_UNREACHABLE", says: /check rpcUrls/ },
      ));

    it("when an endpoint lies about its chain: there are no contracts behind it", async () => {
      const liar = createHttpServer((request, response) => {
        let text = "";
        request.on("data", (chunk: Buffer) => {
          text += chunk.toString();
        });
        request.on("end", () => {
          const asked = JSON.parse(text) as { id: number; method: string };
          const result = asked.method === "eth_chainId" ? "0x7a69" : "0x";
          response
            .writeHead(200, { "content-type": "application/json" })
            .end(JSON.stringify({ jsonrpc: "2.0", id: asked.id, result }));
        });
      });
      await new Promise<void>((resolve) => liar.listen(0, "127.0.0.1", resolve));
      const url = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
      await refuses(["wallet", "show", "--dir", client, "--network", networkWith("liar", { rpcUrls: [url] })], {
        exit: 8,
        code: "CHAIN_NO_CONTRACT",
        says: /the network file is for another deployment/,
      });
      liar.closeAllConnections();
      liar.close();
    });

    it("when no network is chosen", () =>
      refuses(["wallet", "show", "--dir", client], { exit: 2, code: "FILE_MISSING", says: /give --network FILE/ }));

    it("when the network file has an unknown key", () =>
      refuses(["wallet", "show", "--dir", client, "--network", networkWith("odd", { colour: "red" } as never)], {
        exit: 2,
        code: "CONFIG_UNKNOWN_KEY",
        says: /unknown key "colour"; remove it or mend its spelling/,
      }));
  });

  describe("for keys and stores", () => {
    it("when the password is wrong", () =>
      refuses(
        ["wallet", "show", "--dir", client, "--network", market.networkFile],
        { exit: 5, code: "KEYSTORE_WRONG_PASSWORD", says: /password/ },
        { env: { TURNPIKE_PASSWORD: "wrong" } },
      ));

    it("when there is no password and nobody to ask", () =>
      refuses(
        ["wallet", "show", "--dir", client, "--network", market.networkFile],
        {
          exit: 5,
          code: "PASSWORD_MISSING",
          says: /set TURNPIKE_PASSWORD, give --password-file, or run in a terminal/,
        },
        { env: { TURNPIKE_PASSWORD: "" } },
      ));

    it("when the password of a node's keys is wrong", () =>
      refuses(
        ["node", "register", "--dir", spare, "--network", market.networkFile],
        { exit: 5, code: "KEYSTORE_WRONG_PASSWORD", says: /wrong password for .*operator\.keystore\.json/ },
        { env: { TURNPIKE_PASSWORD: "wrong" }, unchanged: spare },
      ));

    it("when the words of a wallet are wrong, and shows none of them", async () => {
      const words = join(market.dir, "words");
      writeFileSync(words, `${"legal winner thank year wave sausage worth useful legal winner thank thank"}\n`, {
        mode: 0o600,
      });
      const dir = join(market.dir, "restored");
      const restore = ["wallet", "restore", "--dir", dir, "--network", market.networkFile, "--mnemonic-file", words];
      await refuses(restore, { exit: 5, code: "MNEMONIC_INVALID", says: /misspelt, missing or out of order/ });
      expect((await turnpike(restore)).stderr).not.toContain("sausage");
      expect(existsSync(dir)).toBe(false);
    });

    it("when the local chain has no such account", async () => {
      const made = ["--network", market.networkFile, "--devnet-account", "nobody"];
      const wanted = { exit: 2, code: "CONFIG_INVALID", says: /has no account "nobody"; it has deployer, operator1/ };
      await refuses(["wallet", "create", "--dir", join(market.dir, "nobody"), ...made], wanted);
      await refuses(
        [
          ...["node", "init", "--dir", join(market.dir, "nobody"), "--price", "1", "--country", "NL"],
          ...["--listen", "127.0.0.1:0", ...made],
        ],
        wanted,
      );
    });

    it("when a file is no JSON", () => {
      const path = join(market.dir, "torn.json");
      writeFileSync(path, '{"name": "torn');
      return refuses(["wallet", "show", "--dir", client, "--network", path], {
        exit: 2,
        code: "CONFIG_INVALID",
        says: /torn\.json is not JSON; mend it or create it again/,
      });
    });

    it("when there is no wallet", () =>
      refuses(["wallet", "show", "--dir", join(market.dir, "nobody"), "--network", market.networkFile], {
        exit: 2,
        code: "FILE_MISSING",
        says: /create it first/,
      }));

    it("when a keystore can be read by others", async () => {
      const open = join(market.dir, "open");
      cpSync(client, open, { recursive: true });
      chmodSync(join(open, "payer.keystore.json"), 0o644);
      await refuses(
        ["wallet", "show", "--dir", open, "--network", market.networkFile],
        { exit: 5, code: "FILE_PERMISSIONS_TOO_OPEN", says: /chmod 600/ },
        { unchanged: open },
      );
    });

    it("when a wallet would be written over", () =>
      refuses(["wallet", "create", "--dir", client, "--network", market.networkFile], {
        exit: 2,
        code: "WALLET_EXISTS",
        says: /never written over/,
      }));

    it("when the voucher book is damaged in the middle, and mends nothing by guessing", async () => {
      const damaged = join(market.dir, "damaged");
      cpSync(client, damaged, { recursive: true });
      writeFileSync(join(damaged, "vouchers.log"), Buffer.from("something else than a log of vouchers"));
      await refuses(
        ["connect", "--dir", damaged, "--network", market.networkFile, "--indexer", indexer, "--socks", "127.0.0.1:0"],
        { exit: 7, code: "STORE_CORRUPT", says: /nothing was changed/ },
        { unchanged: damaged },
      );
    });

    it("when a node's voucher log is damaged", async () => {
      const dir = join(market.dir, "damagedNode");
      cpSync(node.dir, dir, { recursive: true, filter: (source) => !/\.(lock|sock)$/.test(source) });
      const session = await openRawSession(market, node, (await market.payer(1_000_000n)).key);
      await session.submit(1n);
      await session.submit(2n);
      session.end();
      const log = readFileSync(join(node.dir, "vouchers.log"));
      log.writeUInt8(log.readUInt8(20) ^ 255, 20);
      writeFileSync(join(dir, "vouchers.log"), log, { mode: 0o600 });
      await refuses(
        ["node", "run", "--dir", dir, "--network", market.networkFile],
        {
          exit: 7,
          code: "STORE_CORRUPT",
          says: /damaged at byte .* holds valid records behind it; nothing was changed/,
        },
        { unchanged: dir },
      );
    });

    it("when another process has the store open", async () => {
      await refuses(
        ["node", "run", "--dir", node.dir, "--network", market.networkFile],
        { exit: 7, code: "STORE_LOCKED", says: /in use by process [0-9]+; stop that process first/ },
        { unchanged: node.dir },
      );
    });
  });

  describe("for the client", () => {
    it("when the node is unknown", () =>
      refuses(connect("--node", `0x${"7".repeat(40)}`), { exit: 3, code: "NO_NODE_FITS", says: /relax .*--node/ }));

    it("when every price is above the cap", () =>
      refuses(connect("--max-price", "0.0001"), { exit: 3, code: "NO_NODE_FITS", says: /relax .*--max-price/ }));

    it("when the account is empty", () =>
      refuses(connect(), { exit: 6, code: "NO_COVER", says: /deposit first \(turnpike wallet deposit\)/ }));

    it("when more is to be deposited than the payer holds", () =>
      refuses(connect("--deposit", "999999"), { exit: 6, code: "UNDERFUNDED", says: /send tokens to that address/ }));

    it("when nothing, or more than there is, is to be deposited or asked back", async () => {
      const common = ["--dir", client, "--network", market.networkFile, "--indexer", indexer];
      await refuses(["wallet", "deposit", "0", ...common], { exit: 2, code: "UNIT_OUT_OF_RANGE", says: /is none/ });
      await refuses(["wallet", "deposit", "1001", ...common], {
        exit: 6,
        code: "UNDERFUNDED",
        says: /holds 1000\.00 TUSD and the deposit is 1001\.00 TUSD; send tokens to that address/,
      });
      await refuses(["wallet", "withdraw", "1", ...common], {
        exit: 4,
        code: "NO_NODE_REACHABLE",
        says: /the contract refuses: .*(deposit first|than is available)/,
      });
    });

    it("when a port is taken, before any session is opened", async () => {
      const taken = createServer();
      await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
      const { port } = taken.address() as AddressInfo;
      const sessions = node.running.sessions.open;
      await refuses([...connect(), "--socks", `127.0.0.1:${port}`], {
        exit: 4,
        code: "PORT_BUSY",
        says: /is in use; give another --socks or --http/,
      });
      expect(node.running.sessions.open).toBe(sessions);
      taken.close();
    });

    it("when a proxy would listen to the world", () =>
      refuses([...connect(), "--socks", "0.0.0.0:1080"], {
        exit: 2,
        code: "LISTEN_NOT_LOOPBACK",
        says: /anyone who reaches the proxy spends your money/,
      }));

    it("when an amount, a size, a score or a transport is none", async () => {
      await refuses(connect("--budget", "much"), { exit: 2, code: "UNIT_NOT_A_NUMBER", says: /"much"/ });
      await refuses(connect("--budget", "1.1234567"), { exit: 2, code: "UNIT_NOT_A_NUMBER", says: /1\.1234567/ });
      await refuses(connect("--budget-bytes", "5X"), { exit: 2, code: "CONFIG_INVALID", says: /no size/ });
      await refuses(connect("--min-score", "7"), { exit: 2, code: "CONFIG_INVALID", says: /from 0 to 1/ });
      await refuses(connect("--transport", "smoke"), {
        exit: 2,
        code: "CONFIG_INVALID",
        says: /https, wireguard, wireguard\+https, auto, not by "smoke"/,
      });
      await refuses(connect("--dns", "dns.example.org"), {
        exit: 2,
        code: "CONFIG_INVALID",
        says: /addresses of resolvers, not "dns\.example\.org"/,
      });
      await refuses(connect("--node", "0x12"), { exit: 2, code: "ADDRESS_INVALID", says: /0x12/ });
    });

    it("when nothing is connected, for status", () =>
      refuses(["status", "--dir", client, "--network", market.networkFile], {
        exit: 4,
        code: "CLIENT_NOT_RUNNING",
        says: /start it with: turnpike connect/,
      }));
  });

  describe("for an operator", () => {
    it("when the configuration has an unknown key", async () => {
      const dir = join(market.dir, "oddNode");
      cpSync(spare, dir, { recursive: true });
      const config = JSON.parse(readFileSync(join(dir, "node.json"), "utf8")) as object;
      writeFileSync(join(dir, "node.json"), JSON.stringify({ ...config, pricePerGb: "1" }));
      await refuses(
        ["node", "run", "--dir", dir, "--network", market.networkFile],
        { exit: 2, code: "CONFIG_UNKNOWN_KEY", says: /unknown key "pricePerGb"/ },
        { unchanged: dir },
      );
    });

    it("when a value of the configuration or of the environment is wrong", async () => {
      const run = ["node", "run", "--dir", spare, "--network", market.networkFile];
      const wanted = { exit: 2, code: "CONFIG_INVALID", says: /capacityMbps/ };
      await refuses(run, wanted, { env: { TURNPIKE_NODE_CAPACITY_MBPS: "lots" }, unchanged: spare });
    });

    it("when the node is not registered", () =>
      refuses(
        ["node", "run", "--dir", spare, "--network", market.networkFile],
        { exit: 2, code: "NODE_NOT_REGISTERED", says: /run: turnpike node register/ },
        { unchanged: spare },
      ));

    it("when the node is registered already", () =>
      refuses(
        ["node", "register", "--dir", node.dir, "--network", market.networkFile],
        { exit: 2, code: "NODE_ALREADY_REGISTERED", says: /run: turnpike node run/ },
        { unchanged: node.dir },
      ));

    it("when the stake is more than the operator holds", () =>
      refuses(
        ["node", "register", "--dir", spare, "--network", market.networkFile, "--stake", "5000"],
        { exit: 6, code: "UNDERFUNDED", says: /the stake is 5000.*send it the rest/ },
        { unchanged: spare },
      ));

    it("when the port is taken", async () => {
      const dir = join(market.dir, "busyNode");
      cpSync(node.dir, dir, { recursive: true, filter: (source) => !/\.(lock|sock)$/.test(source) });
      await refuses(
        [
          ...["node", "run", "--dir", dir, "--network", market.networkFile],
          ...["--listen", `127.0.0.1:${node.running.plane.port}`],
        ],
        { exit: 4, code: "PORT_BUSY", says: /stop what uses it or give another --listen/ },
        { unchanged: dir },
      );
    });

    it("when private networks would be opened on a public chain", async () => {
      const publicNetwork = networkWith("public", { public: true });
      await refuses(
        [
          ...["node", "init", "--dir", join(market.dir, "lab"), "--network", publicNetwork],
          ...["--price", "1", "--country", "NL", "--lab-allow", "10.0.0.0/8"],
        ],
        { exit: 2, code: "LAB_ALLOW_ON_PUBLIC_CHAIN", says: /refused on a public chain/ },
      );
      expect(existsSync(join(market.dir, "lab"))).toBe(false);
      await refuses(
        ["node", "run", "--dir", node.dir, "--network", publicNetwork],
        { exit: 2, code: "LAB_ALLOW_ON_PUBLIC_CHAIN", says: /remove it from node\.json/ },
        { unchanged: node.dir },
      );
    });

    it("when a folder holds a node already", () =>
      refuses(
        ["node", "init", "--dir", spare, "--network", market.networkFile, "--price", "1", "--country", "NL"],
        { exit: 2, code: "NODE_ALREADY_INITIALISED", says: /give another --dir/ },
        { unchanged: spare },
      ));

    it("when nobody could dial the exit, where once 0.0.0.0 was offered to clients", async () => {
      const init = ["node", "init", "--dir", join(market.dir, "any"), "--network", market.networkFile];
      await refuses([...init, "--price", "1", "--country", "NL"], {
        exit: 2,
        code: "ENDPOINT_NOT_DIALABLE",
        says: /nobody can dial 0\.0\.0\.0:443; say what clients dial: --public-endpoint HOST:PORT/,
      });
      await refuses(
        ["node", "run", "--dir", node.dir, "--network", market.networkFile, "--listen", "[::]:0"],
        { exit: 2, code: "ENDPOINT_NOT_DIALABLE", says: /nobody can dial \[::\]:0/ },
        { unchanged: node.dir },
      );
    });

    it("when a price or a country is none", async () => {
      const init = ["node", "init", "--dir", join(market.dir, "none"), "--network", market.networkFile];
      await refuses([...init, "--price", "cheap", "--country", "NL"], {
        exit: 2,
        code: "UNIT_NOT_A_NUMBER",
        says: /cheap/,
      });
      await refuses([...init, "--price", "1", "--country", "Narnia"], {
        exit: 2,
        code: "CONFIG_INVALID",
        says: /country/,
      });
      expect(existsSync(join(market.dir, "none"))).toBe(false);
    });

    it("when no node runs, for status and settle", async () => {
      for (const verb of ["status", "settle"])
        await refuses(
          ["node", verb, "--dir", spare, "--network", market.networkFile],
          { exit: 4, code: "NODE_NOT_RUNNING", says: /start it with: turnpike node run/ },
          { unchanged: spare },
        );
    });
  });

  describe("for the local chain and the indexer", () => {
    it("when the port of the local chain is taken, where once a stack was shown", async () => {
      const port = new URL(market.devnet.rpcUrl).port;
      const dir = join(market.dir, "second");
      await refuses(["devnet", "--dir", dir, "--port", port], {
        exit: 4,
        code: "PORT_BUSY",
        says: /is in use; stop what uses it or give another --port/,
      });
      expect(existsSync(join(dir, "devnet.json"))).toBe(false);
    });

    it("when a port of the local chain is none", () =>
      refuses(["devnet", "--dir", join(market.dir, "second"), "--port", "many"], {
        exit: 2,
        code: "CONFIG_INVALID",
        says: /--port takes a number from 0 to 65535, not "many"/,
      }));

    it("when the indexer's port is taken", () =>
      refuses(
        [
          ...["indexer", "run", "--network", market.networkFile, "--database", "memory"],
          ...["--listen", new URL(indexer).host],
        ],
        { exit: 4, code: "PORT_BUSY", says: /in use/ },
      ));
  });

  it("shows usage for a verb or an option that it does not know", async () => {
    const verb = await turnpike(["conect"]);
    expect(verb.code).toBe(2);
    expect(verb.stderr).toContain("unknown command 'conect'");
    expect(verb.stderr).toContain("Did you mean connect?");
    const option = await turnpike(["connect", "--sox", "1"]);
    expect(option.code).toBe(2);
    expect(option.stderr).toContain("unknown option '--sox'");
    for (const args of [["connect", "--sox", "1"], ["wallet", "deposit"], ["node", "init"], ["nothing"]]) {
      const asJson = await turnpike([...args, "--json"]);
      expect(asJson).toMatchObject({ code: 2, error: { code: "COMMAND_LINE_INVALID" } });
    }
    expect((await turnpike(["wallet", "deposit", "--help"])).code).toBe(0);
  });

  it("a torn end of the voucher log is cut and told, and the node starts", async () => {
    const dir = join(market.dir, "torn");
    cpSync(node.dir, dir, { recursive: true, filter: (source) => !/\.(lock|sock)$/.test(source) });
    const whole = readFileSync(join(dir, "vouchers.log"));
    appendFileSync(join(dir, "vouchers.log"), Buffer.from("0000006200000000", "hex"));
    const { openFileVoucherStore } = await import("../../node/vouchers/fileStore.ts");
    const store = await openFileVoucherStore(join(dir, "vouchers.log"), node.id);
    expect(store.cutBytes).toBe(8);
    await store.close();
    expect(readFileSync(join(dir, "vouchers.log"))).toEqual(whole);
  });
});
