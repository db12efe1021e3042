/**
 * The signed messages, once: every type string, encoder and typed-data description derives from `messageTypes` (docs/protocol.md).
 * Flat encoding: all fields are static, so a struct hash is one keccak over type hash and padded words.
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { Domain } from "./domain.ts";
import { keccakText } from "./domain.ts";
import { digits, fromHex, toHex } from "./hex.ts";
import type { Hash } from "./ids.ts";
import type { Keccak } from "./signature.ts";

interface Field {
  readonly name: string;
  readonly type: string;
}

const fields = (list: string): readonly Field[] =>
  list.split(",").map((entry) => {
    const [type = "", name = ""] = entry.split(" ");
    return { type, name };
  });

export const messageTypes = {
  Voucher: fields("address node,uint96 cumulative"),
  Reservation: fields("address node,uint96 ceiling,uint40 expiresAt,uint24 epoch"),
  WithdrawRequest: fields("address payer,uint96 amount,uint96 relayFee,uint24 nonce,uint40 deadline"),
  SessionAuth: fields("address node,bytes32 tlsExporter,bytes32 nonce,uint40 validUntil"),
  Attestation: fields("address node,uint96 cumulative,uint32 score,uint40 periodStart"),
  NodeKey: fields("address operator,address node,uint40 deadline"),
  Quote: fields(
    "address node,address payer,bytes32 nonce,uint96 pricePerGB,uint40 validFrom,uint40 validUntil,uint8 transport,bytes32 descriptorHash",
  ),
  Demand: fields("bytes32 quoteHash,uint64 sequence,uint64 bytesTotal,uint96 amount"),
  Descriptor: fields("address node,uint64 version,uint40 validUntil,bytes32 bodyHash"),
} as const;

export type MessageName = keyof typeof messageTypes;
export type FieldValue = bigint | number | string;

export const typeString = (name: MessageName): string =>
  `${name}(${messageTypes[name].map((field) => `${field.type} ${field.name}`).join(",")})`;

const typeHashes = Object.fromEntries(
  Object.keys(messageTypes).map((name) => [name, keccakText(typeString(name as MessageName))]),
) as Record<MessageName, Hash>;

export const typeHash = (name: MessageName): Hash => typeHashes[name];

/** One padded 32-byte word, as hex digits. Values are checked by the units and ids that made them; a value too wide is a broken promise. */
type Encoder = (value: FieldValue) => string;

function textEncoder(type: string, size: number): Encoder {
  const padding = "0".repeat(64 - 2 * size);
  return (value) => {
    const text = String(value);
    if (text.length !== 2 + 2 * size) throw new RangeError(`a ${type} of the wrong size`);
    return padding + text.slice(2);
  };
}

function uintEncoder(type: string): Encoder {
  const limit = 1n << BigInt(type.slice("uint".length));
  return (value) => {
    const number = BigInt(value);
    if (number < 0n || number >= limit) throw new RangeError(`${number} does not fit ${type}`);
    return digits(number, 32);
  };
}

function encoderOf(type: string): Encoder {
  if (type === "address") return textEncoder(type, 20);
  return type === "bytes32" ? textEncoder(type, 32) : uintEncoder(type);
}

/** What must not be worked out again for every voucher: how each field is written. */
const encoders = Object.fromEntries(
  Object.entries(messageTypes).map(([name, list]) => [
    name,
    list.map((field) => ({ name: field.name, encode: encoderOf(field.type) })),
  ]),
) as unknown as Record<MessageName, readonly { readonly name: string; readonly encode: Encoder }[]>;

function structBytes(name: MessageName, values: Readonly<Record<string, FieldValue>>, hash: Keccak): Uint8Array {
  let data = typeHashes[name];
  for (const field of encoders[name]) {
    const value = values[field.name];
    if (value === undefined) throw new RangeError(`${name} without ${field.name}`);
    data = (data + field.encode(value)) as Hash;
  }
  return hash(fromHex(data));
}

export const structHash = (
  name: MessageName,
  values: Readonly<Record<string, FieldValue>>,
  hash: Keccak = keccak_256,
): Hash => toHex(structBytes(name, values, hash)) as Hash;

function digestOf(domain: Domain, hash: Uint8Array): Hash {
  const data = new Uint8Array(domain.prefix.length + hash.length);
  data.set(domain.prefix);
  data.set(hash, domain.prefix.length);
  return toHex(domain.keccak(data)) as Hash;
}

export const digest = (domain: Domain, hash: Hash): Hash => digestOf(domain, fromHex(hash));

/** `digest(domain, structHash(…))` without text in between: a node works one out for every voucher. */
export const messageDigest = (domain: Domain, name: MessageName, values: Readonly<Record<string, FieldValue>>): Hash =>
  digestOf(domain, structBytes(name, values, domain.keccak));
