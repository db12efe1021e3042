/**
 * Writes test/vectors/wire.json: `node test/vectors/generateWire.ts`. Canonical texts are written by hand, the rest is of ethers and plain arithmetic, so that nothing of
 * ours is measured by itself.
 */
import { writeFileSync } from "node:fs";
import { concat, Interface, keccak256, toBeHex, toUtf8Bytes, TypedDataEncoder, Wallet } from "ethers";

const nodeKey = `0x${"b2".repeat(32)}`;
const node = new Wallet(nodeKey).address.toLowerCase();
const address = (byte: string) => `0x${byte.repeat(20)}`;
const domain = { name: "Turnpike Node", version: "1", chainId: 31_337, verifyingContract: address("22") };

const https = String.raw`{"capacityMbps":100,"certificateSha256":"${"c4".repeat(32)}","country":"NL","endpoint":{"host":"203.0.113.7","port":443},"exitPolicy":{"preset":"reduced","rules":[]},"labAllow":[],"pricePerGB":"100000","transports":["https"]}`;
const wireguard = String.raw`{"capacityMbps":1000,"certificateSha256":"${"0f".repeat(32)}","country":"IS","endpoint":{"host":"2001:db8::7","port":8443},"exitPolicy":{"preset":"open","rules":[{"action":"reject","ports":[25,25],"protocol":"tcp"},{"action":"accept","ports":[1,65535],"protocol":"any"}]},"labAllow":["10.0.0.0/8"],"pricePerGB":"0","transports":["https","wireguard","wireguard+https"],"wireguard":{"port":51820,"publicKey":"${"A".repeat(43)}="}}`;
const texts = [
  "null",
  "[]",
  "{}",
  "-1",
  "9007199254740991",
  '{"a":{"c":0,"d":"x"},"b":[1,true,null]}',
  // RFC 8785, section 3.2.3: by code unit of UTF-16, not by code point.
  String.raw`{"\r":"Carriage Return","1":"One","${"\u0080"}":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face","${"\ufb33"}":"Hebrew Letter Dalet With Dagesh"}`,
  // RFC 8785, section 3.2.2.2: only what must be escaped.
  String.raw`"€$\u000f\nA'B\"\\\\\"/"`,
  https,
  wireguard,
];

const descriptors = [https, wireguard].map((canonical, index) => {
  const types = {
    Descriptor: [
      { type: "address", name: "node" },
      { type: "uint64", name: "version" },
      { type: "uint40", name: "validUntil" },
      { type: "bytes32", name: "bodyHash" },
    ],
  };
  const bodyHash = keccak256(toUtf8Bytes(canonical));
  const signed = { node, version: `${1_795_532_361 + index}`, validUntil: 1_795_618_761, bodyHash };
  const digest = TypedDataEncoder.hash(domain, types, signed);
  return {
    body: JSON.parse(canonical) as unknown,
    canonical,
    ...signed,
    structHash: TypedDataEncoder.from(types).hash(signed),
    digest,
    signature: new Wallet(nodeKey).signingKey.sign(digest).serialized,
  };
});

/** Upwards, by the remainder and not by the usual formula. */
function due(bytes: bigint, pricePerGB: bigint) {
  const whole = (bytes * pricePerGB) / 1_000_000_000n;
  const amount = whole * 1_000_000_000n === bytes * pricePerGB ? whole : whole + 1n;
  return { bytes: `${bytes}`, pricePerGB: `${pricePerGB}`, amount: `${amount}` };
}
function fee(gross: bigint, feeBps: bigint) {
  const taken = (gross * feeBps - ((gross * feeBps) % 10_000n)) / 10_000n;
  return { gross: `${gross}`, feeBps: Number(feeBps), fee: `${taken}`, credit: `${gross - taken}` };
}

const events = new Interface([
  "event Reserved(bytes rows)",
  "event Settled(address indexed node, bytes rows)",
  "event SettledAndCollected(address indexed node, bytes rows)",
  "event Released(address indexed node, bytes payers)",
  "event Reclaimed(address indexed node, bytes payers)",
]);
const settled = [
  { payer: address("a1"), settledAfter: "1" },
  { payer: address("0b"), settledAfter: `${2n ** 96n - 1n}` },
];
const reserved = [
  { payer: address("a1"), taken: "5000000", node, expiresAt: 1_900_000_000, epoch: 7 },
  { payer: address("00"), taken: `${2n ** 96n - 1n}`, node: address("ff"), expiresAt: 2 ** 40 - 1, epoch: 2 ** 24 - 1 },
];
const settledRows = concat(settled.map((row) => concat([row.payer, toBeHex(row.settledAfter, 12)])));
const reservedRows = concat(
  reserved.map((row) =>
    concat([row.payer, toBeHex(row.taken, 12), row.node, toBeHex(row.expiresAt, 5), toBeHex(row.epoch, 3), "0x00000000"]),
  ),
);
const payers = [address("a1"), address("0b")];
const log = (event: string, values: readonly unknown[], rows: unknown) => {
  const { topics, data } = events.encodeEventLog(event, values);
  return { event, topics, data, rows };
};

const vectors = {
  canonicalJson: texts.map((canonical) => ({ canonical, keccak256: keccak256(toUtf8Bytes(canonical)) })),
  descriptorDomain: domain,
  descriptors,
  amountDue: [
    ...[due(0n, 100_000n), due(1n, 100_000n), due(10_000n, 100_000n), due(10_001n, 100_000n), due(1n, 1n), due(10n ** 9n, 0n)],
    ...[due(200_000_206n, 120_000n), due(10n ** 9n, 2n ** 96n - 1n), due(2n ** 63n, 100_000n)],
  ],
  fee: [fee(0n, 100n), fee(99n, 100n), fee(100n, 100n), fee(199n, 100n), fee(123_456_789n, 0n), fee(7n, 10_000n)],
  logs: [
    log("Reserved", [reservedRows], reserved),
    log("Settled", [node, settledRows], settled),
    log("SettledAndCollected", [node, settledRows], settled),
    log("Released", [node, concat(payers)], payers),
    log("Reclaimed", [node, concat(payers)], payers),
  ],
  node,
};
writeFileSync(new URL("wire.json", import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
