/**
 * The signed messages, once: every type string, encoder and typed-data description derives from `messageTypes` (docs/protocol.md).
 * Flat encoding: all fields are static, so a struct hash is one keccak over type hash and padded words.
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { Domain } from "./domain.ts";
import { keccakText } from "./domain.ts";
import { digits, fromHex, toHex } from "./hex.ts";
import type { Hash } from "./ids.ts";

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
function word(type: string, value: FieldValue): string {
  if (type === "address" || type === "bytes32") {
    const text = String(value).slice(2);
    if (text.length !== (type === "address" ? 40 : 64)) throw new RangeError(`a ${type} of the wrong size`);
    return text.padStart(64, "0");
  }
  const number = BigInt(value);
  if (number < 0n || number >> BigInt(type.slice(4)) !== 0n) throw new RangeError(`${number} does not fit ${type}`);
  return digits(number, 32);
}

export function structHash(name: MessageName, values: Readonly<Record<string, FieldValue>>): Hash {
  let data = typeHashes[name];
  for (const field of messageTypes[name]) {
    const value = values[field.name];
    if (value === undefined) throw new RangeError(`${name} without ${field.name}`);
    data = (data + word(field.type, value)) as Hash;
  }
  return toHex(keccak_256(fromHex(data))) as Hash;
}

export const digest = (domain: Domain, hash: Hash): Hash =>
  toHex(keccak_256(fromHex(`0x1901${domain.separator.slice(2)}${hash.slice(2)}`))) as Hash;
