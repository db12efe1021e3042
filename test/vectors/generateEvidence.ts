/**
 * Writes test/vectors/evidence.json: `node test/vectors/generateEvidence.ts`. With ethers only, so that the vectors come from an implementation that is not
 * ours; TypeScript and the contracts are held to them. What is a fault is written here by hand, case by case.
 */
import { writeFileSync } from "node:fs";
import { AbiCoder, concat, keccak256, TypedDataEncoder, Wallet } from "ethers";

const key = `0x${"b2".repeat(32)}`;
const node = new Wallet(key).address.toLowerCase();
const domain = {
  name: "Turnpike Node",
  version: "1",
  chainId: 31_337,
  verifyingContract: "0x2222222222222222222222222222222222222222",
};
const field = (list: string) =>
  list.split(",").map((entry) => {
    const [type = "", name = ""] = entry.split(" ");
    return { type, name };
  });
const quoteTypes = {
  Quote: field(
    "address node,address payer,bytes32 nonce,uint96 pricePerGB,uint40 validFrom,uint40 validUntil,uint8 transport,bytes32 descriptorHash",
  ),
};
const demandTypes = { Demand: field("bytes32 quoteHash,uint64 sequence,uint64 bytesTotal,uint96 amount") };

type Types = Record<string, { type: string; name: string }[]>;
const sign = (types: Types, message: Record<string, unknown>) => {
  const digest = TypedDataEncoder.hash(domain, types, message);
  return {
    hash: TypedDataEncoder.from(types).hash(message),
    signature: new Wallet(key).signingKey.sign(digest).serialized.toLowerCase(),
  };
};
const pairKey = (one: string, other: string) =>
  keccak256(
    BigInt(one) < BigInt(other)
      ? AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32"], [one, other])
      : concat([other, one]),
  );

const quoteOf = (pricePerGB: string, nonce: string) => {
  const message = {
    node,
    payer: "0x5d5c99edf529335160ff180fa141dd4967fc00d2",
    nonce: `0x${nonce.repeat(32)}`,
    pricePerGB,
    validFrom: 1_899_999_000,
    validUntil: 1_900_000_000,
    transport: 1,
    descriptorHash: `0x${"d5".repeat(32)}`,
  };
  return { ...message, ...sign(quoteTypes, message) };
};
const demandOf = (quoteHash: string, [sequence, bytesTotal, amount]: Totals) => {
  const message = { quoteHash, sequence, bytesTotal, amount };
  return { ...message, ...sign(demandTypes, message) };
};
type Totals = readonly [sequence: string, bytesTotal: string, amount: string];

const uint64Max = (2n ** 64n - 1n).toString();
const uint96Max = (2n ** 96n - 1n).toString();
const overcharges: readonly (readonly [name: string, price: string, totals: Totals, fault: boolean])[] = [
  ["nothing for nothing", "100000", ["1", "0", "0"], false],
  ["one unit for nothing", "100000", ["1", "0", "1"], true],
  ["a part of a unit is rounded up", "100000", ["1", "1", "1"], false],
  ["and no further", "100000", ["1", "1", "2"], true],
  ["a GB at its price", "100000", ["2", "1000000000", "100000"], false],
  ["a GB at one unit more", "100000", ["2", "1000000000", "100001"], true],
  ["less than what is due", "100000", ["2", "1000000000", "1"], false],
  ["a free exit asks for nothing", "0", ["3", uint64Max, "0"], false],
  ["a free exit asks for one unit", "0", ["3", uint64Max, "1"], true],
  ["the widest values do not overflow", uint96Max, [uint64Max, uint64Max, uint96Max], false],
  ["the widest amount for one byte", "1", [uint64Max, "1", uint96Max], true],
];
const contradictions: readonly (readonly [name: string, one: Totals, other: Totals, fault: "F2" | "F3" | "none"])[] = [
  ["one demand twice", ["7", "1000", "50"], ["7", "1000", "50"], "none"],
  ["one sequence, other bytes", ["7", "1000", "50"], ["7", "1001", "50"], "F2"],
  ["one sequence, another amount", ["7", "1000", "50"], ["7", "1000", "49"], "F2"],
  ["a later sequence, the same totals", ["7", "1000", "50"], ["8", "1000", "50"], "none"],
  ["a later sequence, more of both", ["7", "1000", "50"], ["9", "2000", "51"], "none"],
  ["a later sequence, more bytes for the same amount", ["7", "1000", "50"], ["8", "1001", "50"], "none"],
  ["a later sequence, fewer bytes", ["7", "1000", "50"], ["8", "999", "50"], "F3"],
  ["a later sequence, a smaller amount", ["7", "1000", "50"], ["8", "1001", "49"], "F3"],
  ["a later sequence, fewer bytes and a greater amount", ["7", "1000", "50"], ["8", "999", "51"], "F3"],
  ["the later one first", ["8", "999", "50"], ["7", "1000", "50"], "F3"],
  ["the later one first, with nothing wrong", ["8", "1001", "51"], ["7", "1000", "50"], "none"],
  ["the first and the last sequence", ["0", uint64Max, "50"], [uint64Max, "0", "50"], "F3"],
  ["the widest values agree", [uint64Max, uint64Max, uint96Max], [uint64Max, uint64Max, uint96Max], "none"],
];

const shared = quoteOf("100000", "77");
writeFileSync(
  new URL("evidence.json", import.meta.url),
  `${JSON.stringify(
    {
      domain,
      signer: node,
      overcharges: overcharges.map(([name, price, totals, fault]) => {
        const quote = quoteOf(price, "66");
        const demand = demandOf(quote.hash, totals);
        return { name, fault: fault ? "F1" : "none", evidence: pairKey(quote.hash, demand.hash), quote, demand };
      }),
      quote: shared,
      contradictions: contradictions.map(([name, first, second, fault]) => {
        const one = demandOf(shared.hash, first);
        const other = demandOf(shared.hash, second);
        return { name, fault, evidence: pairKey(one.hash, other.hash), one, other };
      }),
    },
    null,
    2,
  )}\n`,
);
