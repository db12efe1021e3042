import { describe, expect, it } from "vitest";
import { newWireguardKeys } from "../../../runtime/wireguard/keys.ts";
import { checkAnswer, decodeGet, encodeSet } from "../../../runtime/wireguard/uapi.ts";
import { parseDump } from "../../../runtime/wireguard/wgTool.ts";

const key = (byte: string) => Buffer.from(byte.repeat(32), "hex").toString("base64");

describe("the configuration socket of WireGuard", () => {
  it("writes a change in the order of its specification: the interface, who leaves, who comes", () => {
    expect(
      encodeSet({
        privateKey: key("01"),
        listenPort: 51_820,
        fwmark: 7,
        remove: [key("02")],
        peers: [
          {
            publicKey: key("03"),
            allowedIps: ["10.86.0.2/32", "fd86:7470::2/128"],
            endpoint: { host: "2001:db8::1", port: 443 },
            keepaliveSeconds: 25,
          },
        ],
      }),
    ).toBe(
      [
        "set=1",
        `private_key=${"01".repeat(32)}`,
        "listen_port=51820",
        "fwmark=7",
        `public_key=${"02".repeat(32)}`,
        "remove=true",
        `public_key=${"03".repeat(32)}`,
        "replace_allowed_ips=true",
        "endpoint=[2001:db8::1]:443",
        "persistent_keepalive_interval=25",
        "allowed_ip=10.86.0.2/32",
        "allowed_ip=fd86:7470::2/128",
        "",
        "",
      ].join("\n"),
    );
  });

  it("reads an answer, leaving out what it does not know", () => {
    const answer = [
      `private_key=${"01".repeat(32)}`,
      "listen_port=51820",
      "fwmark=7",
      `public_key=${"03".repeat(32)}`,
      "preshared_key=00",
      "last_handshake_time_sec=1790000000",
      "tx_bytes=2",
      "rx_bytes=1",
      "a_key_of_the_future=1",
      "allowed_ip=10.86.0.2/32",
      `public_key=${"04".repeat(32)}`,
      "errno=0",
      "",
      "",
    ].join("\n");
    expect(decodeGet(answer)).toEqual({
      listenPort: 51_820,
      fwmark: 7,
      peers: [
        { publicKey: key("03"), allowedIps: ["10.86.0.2/32"], handshakeAt: 1_790_000_000, receivedBytes: 1 },
        { publicKey: key("04"), allowedIps: [], handshakeAt: 0, receivedBytes: 0 },
      ],
    });
  });

  it.each(["errno=-22\n\n", "", "errno=\n\n"])("refuses an answer that is not errno=0: %j", (answer) => {
    expect(() => checkAnswer(answer)).toThrow(expect.objectContaining({ code: "WIREGUARD_REFUSED" }));
  });

  it("reads the same out of a dump of wg", () => {
    const lines = [
      [key("01"), key("02"), "51820", "0x7"],
      [key("03"), "(none)", "198.18.1.2:5000", "10.86.0.2/32,fd86:7470::2/128", "1790000000", "1", "2", "off"],
      [key("04"), "(none)", "(none)", "(none)", "0", "0", "0", "off"],
    ];
    expect(parseDump(`${lines.map((fields) => fields.join("\t")).join("\n")}\n`)).toEqual({
      listenPort: 51_820,
      fwmark: 7,
      peers: [
        {
          publicKey: key("03"),
          allowedIps: ["10.86.0.2/32", "fd86:7470::2/128"],
          handshakeAt: 1_790_000_000,
          receivedBytes: 1,
        },
        { publicKey: key("04"), allowedIps: [], handshakeAt: 0, receivedBytes: 0 },
      ],
    });
  });

  it("makes keys of 32 bytes, a new pair each time", () => {
    const [one, two] = [newWireguardKeys(), newWireguardKeys()];
    for (const text of [one.privateKey, one.publicKey]) expect(Buffer.from(text, "base64")).toHaveLength(32);
    expect(one.publicKey).not.toBe(two.publicKey);
  });
});
