import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Place } from "./place.ts";

export function operatorRefusals(at: Place): void {
  it("when the configuration has an unknown key", async () => {
    const dir = join(at.market.dir, "oddNode");
    cpSync(at.spare, dir, { recursive: true });
    const config = JSON.parse(readFileSync(join(dir, "node.json"), "utf8")) as object;
    writeFileSync(join(dir, "node.json"), JSON.stringify({ ...config, pricePerGb: "1" }));
    await at.refuses(
      ["node", "run", "--dir", dir, "--network", at.market.networkFile],
      { exit: 2, code: "CONFIG_UNKNOWN_KEY", says: /unknown key "pricePerGb"/ },
      { unchanged: dir },
    );
  });

  it("when a value of the configuration or of the environment is wrong", async () => {
    const run = ["node", "run", "--dir", at.spare, "--network", at.market.networkFile];
    const wanted = { exit: 2, code: "CONFIG_INVALID", says: /capacityMbps/ };
    await at.refuses(run, wanted, { env: { TURNPIKE_NODE_CAPACITY_MBPS: "lots" }, unchanged: at.spare });
  });

  it("when the folder's path is too long for the daemon's socket, before anything is opened", async () => {
    const dir = join(at.market.dir, "x".repeat(100));
    cpSync(at.spare, dir, { recursive: true });
    await at.refuses(
      ["node", "run", "--dir", dir, "--network", at.market.networkFile],
      { exit: 2, code: "PATH_TOO_LONG", says: /give a shorter --dir or TURNPIKE_HOME/ },
      { unchanged: dir },
    );
  });

  it("when the node is not registered", () =>
    at.refuses(
      ["node", "run", "--dir", at.spare, "--network", at.market.networkFile],
      { exit: 2, code: "NODE_NOT_REGISTERED", says: /run: turnpike node register/ },
      { unchanged: at.spare },
    ));

  it("when the node is registered already", () =>
    at.refuses(
      ["node", "register", "--dir", at.node.dir, "--network", at.market.networkFile],
      { exit: 2, code: "NODE_ALREADY_REGISTERED", says: /run: turnpike node run/ },
      { unchanged: at.node.dir },
    ));

  it("when the stake is more than the operator holds", () =>
    at.refuses(
      ["node", "register", "--dir", at.spare, "--network", at.market.networkFile, "--stake", "5000"],
      { exit: 6, code: "UNDERFUNDED", says: /the stake is 5000.*send it the rest/ },
      { unchanged: at.spare },
    ));

  it("when the certificate is gone or damaged, where once it was a fault of ours", async () => {
    const dir = join(at.market.dir, "uncertain");
    cpSync(at.node.dir, dir, { recursive: true, filter: (source) => !/\.(lock|sock)$/.test(source) });
    const run = ["node", "run", "--dir", dir, "--network", at.market.networkFile];
    const path = join(dir, "certificate.pem");
    writeFileSync(path, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    const says =
      /certificate\.pem .*restore it from a backup, or bring it and tls\.sealed from a folder that init makes/;
    await at.refuses(run, { exit: 7, code: "FILE_UNREADABLE", says }, { unchanged: dir });
    rmSync(path);
    await at.refuses(run, { exit: 2, code: "FILE_MISSING", says }, { unchanged: dir });
  });

  it("when the port is taken", async () => {
    const dir = join(at.market.dir, "busyNode");
    cpSync(at.node.dir, dir, { recursive: true, filter: (source) => !/\.(lock|sock)$/.test(source) });
    await at.refuses(
      [
        ...["node", "run", "--dir", dir, "--network", at.market.networkFile],
        ...["--listen", `127.0.0.1:${at.node.running.plane.port}`],
      ],
      { exit: 4, code: "PORT_BUSY", says: /stop what uses it or give another --listen/ },
      { unchanged: dir },
    );
  });

  it("when private networks would be opened on a public chain", async () => {
    const publicNetwork = at.networkWith("public", { public: true });
    await at.refuses(
      [
        ...["node", "init", "--dir", join(at.market.dir, "lab"), "--network", publicNetwork],
        ...["--price", "1", "--country", "NL", "--lab-allow", "10.0.0.0/8"],
      ],
      { exit: 2, code: "LAB_ALLOW_ON_PUBLIC_CHAIN", says: /refused on a public chain/ },
    );
    expect(existsSync(join(at.market.dir, "lab"))).toBe(false);
    await at.refuses(
      ["node", "run", "--dir", at.node.dir, "--network", publicNetwork],
      { exit: 2, code: "LAB_ALLOW_ON_PUBLIC_CHAIN", says: /remove it from node\.json/ },
      { unchanged: at.node.dir },
    );
  });

  it("when a folder holds a node already", () =>
    at.refuses(
      ["node", "init", "--dir", at.spare, "--network", at.market.networkFile, "--price", "1", "--country", "NL"],
      { exit: 2, code: "NODE_ALREADY_INITIALISED", says: /give another --dir/ },
      { unchanged: at.spare },
    ));

  it("when a folder has lost its node.json and still holds keys or promises, where once both keys were replaced", async () => {
    const damaged = join(at.market.dir, "damaged");
    cpSync(at.spare, damaged, { recursive: true });
    for (const name of ["vouchers.log", "node.next.keystore.json"]) writeFileSync(join(damaged, name), "");
    for (const name of [
      ...["operator.keystore.json", "node.keystore.json", "node.next.keystore.json"],
      ...["tls.sealed", "certificate.pem", "vouchers.log"],
    ]) {
      const dir = join(at.market.dir, `only ${name}`);
      mkdirSync(dir);
      cpSync(join(damaged, name), join(dir, name));
      await at.refuses(
        [
          ...["node", "init", "--dir", dir, "--network", at.market.networkFile, "--price", "1", "--country", "NL"],
          ...["--listen", "127.0.0.1:0"],
        ],
        { exit: 2, code: "NODE_ALREADY_INITIALISED", says: /without its node\.json; put that back/ },
        { unchanged: dir },
      );
      expect(readdirSync(dir)).toEqual([name]);
    }
  });

  it("when nobody could dial the exit, where once 0.0.0.0 was offered to clients", async () => {
    const init = ["node", "init", "--dir", join(at.market.dir, "any"), "--network", at.market.networkFile];
    await at.refuses([...init, "--price", "1", "--country", "NL"], {
      exit: 2,
      code: "ENDPOINT_NOT_DIALABLE",
      says: /nobody can dial 0\.0\.0\.0:443; say what clients dial: --public-endpoint HOST:PORT/,
    });
    await at.refuses(
      ["node", "run", "--dir", at.node.dir, "--network", at.market.networkFile, "--listen", "[::]:0"],
      { exit: 2, code: "ENDPOINT_NOT_DIALABLE", says: /nobody can dial \[::\]:0/ },
      { unchanged: at.node.dir },
    );
  });

  it("when a price or a country is none", async () => {
    const init = ["node", "init", "--dir", join(at.market.dir, "none"), "--network", at.market.networkFile];
    await at.refuses([...init, "--price", "cheap", "--country", "NL"], {
      exit: 2,
      code: "UNIT_NOT_A_NUMBER",
      says: /cheap/,
    });
    await at.refuses([...init, "--price", "1", "--country", "Narnia"], {
      exit: 2,
      code: "CONFIG_INVALID",
      says: /country/,
    });
    expect(existsSync(join(at.market.dir, "none"))).toBe(false);
  });

  it("when no node runs, for status and settle", async () => {
    for (const verb of ["status", "settle"])
      await at.refuses(
        ["node", verb, "--dir", at.spare, "--network", at.market.networkFile],
        { exit: 4, code: "NODE_NOT_RUNNING", says: /start it with: turnpike node run/ },
        { unchanged: at.spare },
      );
  });
}
