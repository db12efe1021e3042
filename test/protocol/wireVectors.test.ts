/** test/vectors/wire.json against this implementation, viem and ethers: canonical texts, body hashes, amounts, fees and the rows of events. */
import { readFileSync } from "node:fs";
import { Interface, id, verifyTypedData } from "ethers";
import { decodeEventLog, hashStruct, keccak256, recoverTypedDataAddress, stringToBytes } from "viem";
import { describe, expect, it } from "vitest";
import { paymentChannelsAbi } from "../../chain/contracts.generated.ts";
import { decodeEvent, type RawLog } from "../../chain/events.ts";
import { canonicalJson, type JsonValue } from "../../protocol/canonicalJson.ts";
import { bodyHash, checkDescriptor, type Descriptor, descriptorHash } from "../../protocol/descriptor.ts";
import { keccakText, nodeDomain } from "../../protocol/domain.ts";
import { digest, messageTypes } from "../../protocol/eip712.ts";
import type { Address, Hash, Hex } from "../../protocol/ids.ts";
import { amountDue, protocolFee } from "../../protocol/price.ts";
import { bytes, pricePerGB, unixSeconds } from "../../protocol/units.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";

interface WireVectors {
  readonly canonicalJson: readonly { readonly canonical: string; readonly keccak256: Hash }[];
  readonly descriptorDomain: {
    readonly name: string;
    readonly version: string;
    readonly chainId: number;
    readonly verifyingContract: Address;
  };
  readonly descriptors: readonly (Descriptor & {
    readonly canonical: string;
    readonly bodyHash: Hash;
    readonly structHash: Hash;
    readonly digest: Hash;
  })[];
  readonly amountDue: readonly { readonly bytes: string; readonly pricePerGB: string; readonly amount: string }[];
  readonly fee: readonly {
    readonly gross: string;
    readonly feeBps: number;
    readonly fee: string;
    readonly credit: string;
  }[];
  readonly logs: readonly {
    readonly event: string;
    readonly topics: readonly [Hex, ...Hex[]];
    readonly data: Hex;
    readonly rows: readonly (Address | Record<string, string | number>)[];
  }[];
  readonly node: Address;
}
const wire = JSON.parse(readFileSync(new URL("../vectors/wire.json", import.meta.url), "utf8")) as WireVectors;

/** The same value with the keys of every object turned round, as another writer may send it. */
const turned = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(turned)
    : value !== null && typeof value === "object"
      ? Object.fromEntries(
          Object.entries(value)
            .toReversed()
            .map(([key, entry]) => [key, turned(entry)]),
        )
      : value;

it("each canonical text comes back to the letter, whatever the order of its keys, and has the hash of its UTF-8 bytes", () => {
  expect(wire.canonicalJson.length).toBeGreaterThan(8);
  for (const { canonical, keccak256: hash } of wire.canonicalJson) {
    expect(canonicalJson(turned(JSON.parse(canonical)) as JsonValue)).toBe(canonical);
    expect(keccakText(canonical)).toBe(hash);
    expect(keccak256(stringToBytes(canonical))).toBe(hash);
    expect(id(canonical)).toBe(hash);
  }
});

describe.each(wire.descriptors.map((vector, index) => ({ vector, index })))("descriptor $index", ({ vector }) => {
  const { name, version, chainId, verifyingContract } = wire.descriptorDomain;
  const domain = { name, version, chainId, verifyingContract };
  const types = { Descriptor: messageTypes.Descriptor.map(({ name: field, type }) => ({ name: field, type })) };
  const message = {
    node: vector.node,
    version: BigInt(vector.version),
    validUntil: vector.validUntil,
    bodyHash: vector.bodyHash,
  };

  it("has the body hash, the struct hash and the digest that ethers found", () => {
    expect(canonicalJson(turned(vector.body) as JsonValue)).toBe(vector.canonical);
    expect(bodyHash(vector.body)).toBe(vector.bodyHash);
    expect(descriptorHash(vector)).toBe(vector.structHash);
    expect(digest(nodeDomain(chainId, verifyingContract), descriptorHash(vector))).toBe(vector.digest);
    expect(hashStruct({ types, primaryType: "Descriptor", data: message })).toBe(vector.structHash);
  });

  it("is signed by its node, to this implementation, viem and ethers, and by nobody once the body differs", async () => {
    const { recover } = await loadSecp256k1();
    const expected = { node: vector.node, key: vector.node, floor: 0n, now: unixSeconds(vector.validUntil - 60) };
    const judged = (descriptor: Descriptor) =>
      checkDescriptor(nodeDomain(chainId, verifyingContract), descriptor, expected, recover).ok;
    expect(judged(vector)).toBe(true);
    expect(judged({ ...vector, body: { ...vector.body, capacityMbps: vector.body.capacityMbps + 1 } })).toBe(false);
    const { signature } = vector;
    const byViem = await recoverTypedDataAddress({ domain, types, primaryType: "Descriptor", message, signature });
    expect(byViem.toLowerCase()).toBe(vector.node);
    expect(verifyTypedData(domain, types, message, signature).toLowerCase()).toBe(vector.node);
  });
});

it.each(wire.amountDue)("$bytes bytes at $pricePerGB cost $amount", ({ bytes: count, pricePerGB: price, amount }) => {
  expect(amountDue(bytes(BigInt(count)), pricePerGB(BigInt(price)))).toBe(BigInt(amount));
});

it.each(wire.fee)("of $gross at $feeBps basis points $fee are the fee and $credit the credit", (vector) => {
  const fee = protocolFee(BigInt(vector.gross), vector.feeBps);
  expect([fee, BigInt(vector.gross) - fee]).toEqual([BigInt(vector.fee), BigInt(vector.credit)]);
});

describe.each(wire.logs)("the log of $event", ({ event, topics, data, rows }) => {
  it("holds the rows that went in", () => {
    const decoded = decodeEvent({ address: wire.node, topics, data } satisfies RawLog);
    const found = decoded !== undefined && ("rows" in decoded ? decoded.rows : "payers" in decoded && decoded.payers);
    const plain = JSON.parse(
      JSON.stringify(found, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value)),
    ) as unknown;
    expect(plain).toEqual(rows);
    if (decoded !== undefined && "node" in decoded) expect(decoded.node).toBe(wire.node);
  });

  it("is one of the contract's to viem and to ethers", () => {
    expect(decodeEventLog({ abi: paymentChannelsAbi, topics: [...topics], data }).eventName).toBe(event);
    expect(new Interface(paymentChannelsAbi).parseLog({ topics: [...topics], data })?.name).toBe(event);
  });
});
