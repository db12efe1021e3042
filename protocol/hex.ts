/** Bytes and 0x hex, for the encoders of this room. */
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import type { Hex } from "./ids.ts";

export const fromHex = (hex: Hex): Uint8Array => hexToBytes(hex.slice(2));
export const toHex = (data: Uint8Array): Hex => `0x${bytesToHex(data)}`;
/** Hex digits without prefix of an unsigned integer, `size` bytes wide. */
export const digits = (value: bigint, size: number): string => value.toString(16).padStart(2 * size, "0");
