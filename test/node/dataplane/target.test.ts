import { networkInterfaces } from "node:os";
import { describe, expect, it } from "vitest";
import { checkedAddress, parseAuthority } from "../../../node/dataplane/https/target.ts";
import type { ExitRules } from "../../../node/dataplane/port.ts";

const open: ExitRules = { policy: { preset: "open", rules: [] }, labAllow: [], ownAddresses: [] };
const refused = { status: 403, code: "DESTINATION_REFUSED" };
const nobody = () => Promise.reject(new Error("no resolver may be asked"));

describe("a destination at the exit", () => {
  it("is an address or a name with a port, and nothing else", () => {
    expect(parseAuthority("example.com:443")).toEqual({ host: "example.com", port: 443 });
    expect(parseAuthority("[2606:4700::1]:443")).toEqual({ host: "2606:4700::1", port: 443 });
    for (const text of [
      "example.com",
      "example.com:0",
      "example.com:65536",
      "a b:1",
      "u@h:1",
      "h:1/",
      "::1:80",
      "",
      ":80",
    ])
      expect(parseAuthority(text), text).toBeUndefined();
  });

  it("is refused when it is private in any spelling, without asking a resolver", async () => {
    const spellings = [
      ...["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "127.0.0.1.", "0", "0.0.0.0"],
      ...["10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255"],
      ...[
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fe80::1",
        "fd00:ec2::254",
      ],
      ...["fe80::1%eth0", "127.0.0.1%00", "１２７.0.0.1", "localhost\u0000.example.com"],
    ];
    for (const host of spellings)
      expect(await checkedAddress({ host, port: 80 }, "tcp", open, nobody), host).toEqual(refused);
  });

  it("is refused when a name leads to a private address", async () => {
    for (const address of ["127.0.0.1", "10.1.2.3", "::1", "169.254.169.254", "::ffff:10.0.0.1"]) {
      const lookup = () => Promise.resolve([address]);
      expect(await checkedAddress({ host: "rebind.example", port: 80 }, "tcp", open, lookup), address).toEqual(refused);
    }
  });

  it("is refused when only one of a name's addresses is private: a rebinding name looks like that", async () => {
    const lookup = () => Promise.resolve(["93.184.216.34", "127.0.0.1"]);
    expect(await checkedAddress({ host: "rebind.example", port: 80 }, "tcp", open, lookup)).toEqual(refused);
  });

  it("is asked for once: the address that was checked is the one that is dialled", async () => {
    let asked = 0;
    const lookup = () => {
      asked += 1;
      return Promise.resolve([asked === 1 ? "93.184.216.34" : "127.0.0.1"]);
    };
    expect(await checkedAddress({ host: "flip.example", port: 80 }, "tcp", open, lookup)).toEqual({
      address: "93.184.216.34",
    });
    expect(asked).toBe(1);
  });

  it("is refused when it is the exit itself", async () => {
    const mine = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
    expect(mine.length).toBeGreaterThan(0);
    for (const address of mine)
      expect(await checkedAddress({ host: address, port: 80 }, "tcp", open, nobody), address).toEqual(refused);
    const behindNat = { ...open, ownAddresses: ["93.184.216.34"] };
    expect(await checkedAddress({ host: "93.184.216.34", port: 80 }, "tcp", behindNat, nobody)).toEqual(refused);
  });

  it("follows the exit policy before anything is resolved", async () => {
    const web: ExitRules = { ...open, policy: { preset: "web-only", rules: [] } };
    expect(await checkedAddress({ host: "example.com", port: 25 }, "tcp", web, nobody)).toEqual(refused);
    const lookup = () => Promise.resolve(["93.184.216.34"]);
    expect(await checkedAddress({ host: "example.com", port: 443 }, "tcp", web, lookup)).toEqual({
      address: "93.184.216.34",
    });
  });

  it("opens only the networks of the lab override, and only them", async () => {
    const lab: ExitRules = { ...open, labAllow: ["127.0.0.0/8"] };
    expect(await checkedAddress({ host: "127.0.0.1", port: 80 }, "tcp", lab, nobody)).toEqual({ address: "127.0.0.1" });
    expect(await checkedAddress({ host: "10.0.0.1", port: 80 }, "tcp", lab, nobody)).toEqual(refused);
    expect(await checkedAddress({ host: "127.1", port: 80 }, "tcp", lab, nobody)).toEqual(refused);
  });

  it("is unreachable, not refused, when its name does not exist", async () => {
    const lookup = () => Promise.reject(new Error("ENOTFOUND"));
    expect(await checkedAddress({ host: "nowhere.example", port: 80 }, "tcp", open, lookup)).toEqual({
      status: 502,
      code: "DESTINATION_UNREACHABLE",
    });
  });
});
