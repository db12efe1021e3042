/**
 * Descriptor: what a node offers (endpoint, certificate, price, exit policy), versioned and signed by its current key. Changing a price costs no gas.
 * Codes: `DESCRIPTOR_BAD_SIGNATURE`, `DESCRIPTOR_EXPIRED`, `DESCRIPTOR_TOO_LONG`, `DESCRIPTOR_BELOW_FLOOR`; numbers too wide throw `UNIT_OUT_OF_RANGE`.
 */
import { canonicalJson } from "./canonicalJson.ts";
import { clockSkewSeconds, maxDescriptorSeconds } from "./constants.ts";
import type { Domain } from "./domain.ts";
import { keccakText } from "./domain.ts";
import { digest, structHash } from "./eip712.ts";
import { accept, type Result, refuse } from "./errors.ts";
import type { ExitPolicy } from "./exitPolicy.ts";
import type { Address, Hash, Hex } from "./ids.ts";
import type { Recover, Sign } from "./signature.ts";
import { counter, type PricePerGB, parseDecimal, pricePerGB, type UnixSeconds } from "./units.ts";

/** What carries traffic. `wireguard+https` is WireGuard's packets by connect-udp: its sessions, and what they count, are those of `wireguard`. */
export type Transport = "https" | "wireguard" | "wireguard+https";

export interface DescriptorBody {
  readonly endpoint: { readonly host: string; readonly port: number };
  /** SHA-256 of the DER certificate, 64 hex digits: the only thing a client trusts about the TLS connection. */
  readonly certificateSha256: string;
  readonly transports: readonly Transport[];
  /** Decimal string of token base units per 10^9 bytes. */
  readonly pricePerGB: string;
  /** ISO 3166-1 alpha-2, as the operator claims it. */
  readonly country: string;
  readonly capacityMbps: number;
  readonly exitPolicy: ExitPolicy;
  /** CIDRs that a lab lets through although they are private; empty on every public chain. */
  readonly labAllow: readonly string[];
  /** Where and as whom the exit answers WireGuard, on the endpoint's host; absent when it does not offer that transport. */
  readonly wireguard?: { readonly publicKey: string; readonly port: number };
}

export interface Descriptor {
  readonly node: Address;
  /** Decimal string of a uint64 that only grows. */
  readonly version: string;
  readonly validUntil: UnixSeconds;
  readonly body: DescriptorBody;
  readonly signature: Hex;
}

export type CheckedDescriptor = Descriptor & {
  readonly price: PricePerGB;
  readonly hash: Hash;
  readonly checked: true;
};

export const bodyHash = (body: DescriptorBody): Hash =>
  keccakText(canonicalJson(body as unknown as Parameters<typeof canonicalJson>[0]));

/** The struct hash, which a Quote names: it ties a quote to the offer it was made under. */
export const descriptorHash = (descriptor: Omit<Descriptor, "signature">): Hash =>
  structHash("Descriptor", {
    node: descriptor.node,
    version: counter(parseDecimal(descriptor.version)),
    validUntil: descriptor.validUntil,
    bodyHash: bodyHash(descriptor.body),
  });

export const signDescriptor = (domain: Domain, unsigned: Omit<Descriptor, "signature">, sign: Sign): Descriptor => ({
  ...unsigned,
  signature: sign(digest(domain, descriptorHash(unsigned))),
});

/** `key` is the current key of the node id in the registry, `floor` the lowest version the operator lets stand. */
export function checkDescriptor(
  domain: Domain,
  descriptor: Descriptor,
  expected: { readonly node: Address; readonly key: Address; readonly floor: bigint; readonly now: UnixSeconds },
  recover: Recover,
): Result<CheckedDescriptor> {
  if (parseDecimal(descriptor.version) < expected.floor) {
    return refuse(
      "DESCRIPTOR_BELOW_FLOOR",
      `the operator voided descriptors below version ${expected.floor}; ask an indexer for the current one`,
      {
        floor: expected.floor.toString(),
        received: descriptor.version,
      },
    );
  }
  if (descriptor.validUntil < expected.now - clockSkewSeconds) {
    return refuse(
      "DESCRIPTOR_EXPIRED",
      "the descriptor has expired; ask an indexer for the current one, or choose another node",
      {
        validUntil: descriptor.validUntil,
      },
    );
  }
  if (descriptor.validUntil > expected.now + maxDescriptorSeconds + clockSkewSeconds) {
    return refuse(
      "DESCRIPTOR_TOO_LONG",
      "a descriptor may be valid for seven days at most; the operator must sign a shorter one",
      {
        validUntil: descriptor.validUntil,
      },
    );
  }
  const hash = descriptorHash(descriptor);
  if (descriptor.node !== expected.node || recover(digest(domain, hash), descriptor.signature) !== expected.key) {
    return refuse("DESCRIPTOR_BAD_SIGNATURE", "the descriptor is not signed by the node's current key; do not use it", {
      node: expected.node,
    });
  }
  return accept({ ...descriptor, price: pricePerGB(parseDecimal(descriptor.body.pricePerGB)), hash, checked: true });
}
