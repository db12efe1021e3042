/**
 * The units of the protocol as branded integers: a price cannot be passed where an amount is meant. Only the minters here make them.
 * Errors: `UNIT_OUT_OF_RANGE`, `UNIT_NOT_A_NUMBER`.
 */
import { ProtocolError } from "./errors.ts";

export type Bytes = bigint & { readonly unit: "bytes" };
/** Base units of the token: 10^-6 USD for the usual stablecoin. */
export type TokenAmount = bigint & { readonly unit: "token" };
/** Base units of the token per 10^9 bytes. */
export type PricePerGB = bigint & { readonly unit: "tokenPerGB" };
export type UnixSeconds = number & { readonly unit: "unixSeconds" };

const uint96 = (1n << 96n) - 1n;
const uint64 = (1n << 64n) - 1n;
const uint40 = 2 ** 40 - 1;

function within(name: string, value: bigint, most: bigint): bigint {
  if (value >= 0n && value <= most) return value;
  throw new ProtocolError(
    "UNIT_OUT_OF_RANGE",
    `${name} must be from 0 to ${most}, not ${value}; send a value in that range`,
    {
      name,
      received: value.toString(),
      most: most.toString(),
    },
  );
}

export const bytes = (value: bigint | number): Bytes => within("a number of bytes", BigInt(value), uint64) as Bytes;
/** A version or a sequence number: it fits the uint64 of the message that carries it. */
export const counter = (value: bigint): bigint => within("a version or sequence", value, uint64);
export const tokenAmount = (value: bigint): TokenAmount => within("an amount", value, uint96) as TokenAmount;
export const pricePerGB = (value: bigint): PricePerGB => within("a price per GB", value, uint96) as PricePerGB;

export function unixSeconds(value: number): UnixSeconds {
  if (Number.isSafeInteger(value) && value >= 0 && value <= uint40) return value as UnixSeconds;
  throw new ProtocolError("UNIT_OUT_OF_RANGE", `a time must be whole Unix seconds below 2^40, not ${value}`, {
    received: value,
  });
}

/** Reads a decimal string of base units, as JSON carries them: digits only, no sign, no leading zero. */
export function parseDecimal(text: string): bigint {
  if (/^(0|[1-9][0-9]{0,77})$/.test(text)) return BigInt(text);
  throw new ProtocolError(
    "UNIT_NOT_A_NUMBER",
    `"${text.slice(0, 40)}" is no decimal string of base units; write digits only, such as "100000"`,
    {
      received: text.slice(0, 40),
    },
  );
}

/** Reads what a person writes, such as "0.10", into base units. More decimals than the token has are refused, never rounded. */
export function parseToken(text: string, decimals: number): TokenAmount {
  const match = /^([0-9]{1,24})(?:\.([0-9]+))?$/.exec(text.trim());
  const fraction = match?.[2] ?? "";
  if (match === null || fraction.length > decimals) {
    throw new ProtocolError(
      "UNIT_NOT_A_NUMBER",
      `"${text.slice(0, 40)}" is no amount with at most ${decimals} decimals; write it like "0.10"`,
      {
        received: text.slice(0, 40),
        decimals,
      },
    );
  }
  return tokenAmount(BigInt((match[1] ?? "0") + fraction.padEnd(decimals, "0")));
}

/** Shows base units as a person writes them, exactly, with at least two decimals. */
export function formatToken(amount: bigint, decimals: number): string {
  const negative = amount < 0n;
  const digits = (negative ? -amount : amount).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits
    .slice(digits.length - decimals)
    .replace(/0+$/, "")
    .padEnd(Math.min(2, decimals), "0");
  return `${negative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}
