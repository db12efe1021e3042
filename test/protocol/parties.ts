import { expect } from "vitest";
import { nodeDomain, paymentsDomain } from "../../protocol/domain.ts";
import { type ProtocolErrorCode, protocolErrors, type Refusal, type Result } from "../../protocol/errors.ts";
import { type Hash, type Hex, parseAddress, parseHash } from "../../protocol/ids.ts";
import { type UnixSeconds, unixSeconds } from "../../protocol/units.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";

const keyOf = (byte: string): Hex => `0x${byte.repeat(32)}`;
const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

export const hashOf = (byte: string): Hash => parseHash(`0x${byte.repeat(32)}`);
export const later = (time: UnixSeconds, seconds: number): UnixSeconds => unixSeconds(time + seconds);

/** Payer, node and a stranger with real keys, and both domains, here and where a signature must be worth nothing. */
export async function parties() {
  const secp = await loadSecp256k1();
  const party = (byte: string) => ({ address: secp.addressOf(keyOf(byte)), sign: secp.signer(keyOf(byte)) });
  const channels = parseAddress(`0x${"11".repeat(20)}`);
  const registry = parseAddress(`0x${"22".repeat(20)}`);
  return {
    recover: secp.recover,
    payer: party("a1"),
    node: party("b2"),
    stranger: party("c3"),
    payments: paymentsDomain(31_337, channels),
    nodes: nodeDomain(31_337, registry),
    elsewhere: [
      ["another chain", paymentsDomain(1, channels), nodeDomain(1, registry)],
      ["another contract", paymentsDomain(31_337, registry), nodeDomain(31_337, channels)],
      ["the other domain", nodeDomain(31_337, channels), paymentsDomain(31_337, registry)],
    ] as const,
    now: unixSeconds(1_900_000_000),
  };
}

/** The second signature that recovers to the same key: s in the upper half, v flipped (EIP-2). */
export function highS(signature: Hex): Hex {
  const s = order - BigInt(`0x${signature.slice(66, 130)}`);
  return `0x${signature.slice(2, 66)}${s.toString(16).padStart(64, "0")}${signature.endsWith("1b") ? "1c" : "1b"}`;
}

/** Signatures that no checker may take, made from a good one. */
export const malformed = (good: Hex): readonly (readonly [string, Hex])[] => [
  ["a high s", highS(good)],
  ["v 0 or 1 instead of 27 or 28", `0x${good.slice(2, 130)}${good.endsWith("1b") ? "00" : "01"}`],
  ["v 29", `0x${good.slice(2, 130)}1d`],
  ["64 bytes", `0x${good.slice(2, 130)}`],
  ["66 bytes", `${good}00`],
  ["nothing", "0x"],
  ["zeros", `0x${"00".repeat(64)}1b`],
  ["r of zero", `0x${"00".repeat(32)}${good.slice(66)}`],
  ["s of zero", `0x${good.slice(2, 66)}${"00".repeat(32)}${good.slice(130)}`],
  ["r at the curve's order", `0x${order.toString(16)}${good.slice(66)}`],
  ["upper-case hex", `0x${good.slice(2).toUpperCase()}`],
  ["no hex", `0x${"zz".repeat(65)}`],
];

/** Expects a refusal by this code whose message says what to do next, and returns it. */
export function expectRefused(result: Result<unknown>, code: ProtocolErrorCode): Refusal {
  if (result.ok) throw new Error(`accepted, where ${code} was due`);
  expect(result.refusal.code).toBe(code);
  // What happened, then what to do.
  expect(result.refusal.message).toMatch(/[;,:] \w+/);
  expect(result.refusal.retryable).toBe(protocolErrors[code].retryable);
  return result.refusal;
}

export function expectAccepted<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.refusal.code}: ${result.refusal.message}`);
}
