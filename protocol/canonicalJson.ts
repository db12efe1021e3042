/**
 * Canonical JSON, the part of RFC 8785 that signed bodies use: strings, booleans, null, safe integers, arrays, objects with keys sorted by code unit.
 * The same value has one text, so both sides hash the same bytes. Code: `MESSAGE_INVALID`.
 */
import { ProtocolError } from "./errors.ts";

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value))
      throw new ProtocolError(
        "MESSAGE_INVALID",
        "signed JSON holds whole numbers only; write fractions as decimal strings",
      );
    return JSON.stringify(value);
  }
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(",")}}`;
}

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);
