/** Addresses and hashes: lower-case 0x hex everywhere inside. Errors: `ADDRESS_INVALID`, `HEX_INVALID`. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { ProtocolError } from "./errors.ts";

export type Hex = `0x${string}`;
/** 20 bytes, lower case. */
export type Address = Hex & { readonly kind: "address" };
/** 32 bytes, lower case. */
export type Hash = Hex & { readonly kind: "hash" };

export const zeroAddress = `0x${"0".repeat(40)}` as Address;

/** The mixed-case form of EIP-55, whose case is a checksum. */
export function checksumAddress(address: Address): Hex {
  const digits = address.slice(2);
  const hash = bytesToHex(keccak_256(utf8ToBytes(digits)));
  return `0x${[...digits].map((digit, at) => (Number.parseInt(hash[at] ?? "0", 16) >= 8 ? digit.toUpperCase() : digit)).join("")}`;
}

/** Reads an address in any case; a mixed-case one must carry its EIP-55 checksum. The zero address is refused: nothing is ever owed to it. */
export function parseAddress(text: string): Address {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) {
    throw new ProtocolError("ADDRESS_INVALID", `"${text.slice(0, 60)}" is no address: 0x and 40 hex digits are`, {
      received: text.slice(0, 60),
    });
  }
  const address = text.toLowerCase() as Address;
  const mixed = text.slice(2) !== text.slice(2).toLowerCase() && text.slice(2) !== text.slice(2).toUpperCase();
  if (mixed && checksumAddress(address) !== text) {
    throw new ProtocolError("ADDRESS_INVALID", `${text} fails its checksum: a digit is wrong; copy the address again`, {
      received: text,
    });
  }
  if (address === zeroAddress)
    throw new ProtocolError("ADDRESS_INVALID", "the zero address cannot take part; give a real address", {
      received: text,
    });
  return address;
}

export function parseHash(text: string): Hash {
  return parseHex(text, 32) as Hash;
}

/** Reads hex of exactly `size` bytes (any size when absent), in any case. */
export function parseHex(text: string, size?: number): Hex {
  const fits = /^0x([0-9a-fA-F]{2})*$/.test(text) && (size === undefined || text.length === 2 + 2 * size);
  if (fits) return text.toLowerCase() as Hex;
  const wanted = size === undefined ? "pairs of hex digits" : `${2 * size} hex digits`;
  // The text is not shown: it may be a private key with a digit missing.
  throw new ProtocolError("HEX_INVALID", `${text.length} characters are no such hex; write 0x and ${wanted}`, {
    characters: text.length,
  });
}
