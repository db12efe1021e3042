/**
 * SessionAuth: the payer proves its key to one node on one TLS connection. It names the node id and the TLS exporter (RFC 9266), so a node cannot
 * relay the proof to another. Codes: `AUTH_BAD_SIGNATURE`, `AUTH_EXPIRED`.
 */
import { clockSkewSeconds, maxAuthSeconds } from "./constants.ts";
import type { Domain } from "./domain.ts";
import { digest, structHash } from "./eip712.ts";
import { accept, type Result, refuse } from "./errors.ts";
import type { Address, Hash, Hex } from "./ids.ts";
import type { Recover, Sign } from "./signature.ts";
import type { UnixSeconds } from "./units.ts";

export interface SessionAuth {
  readonly payer: Address;
  readonly nonce: Hash;
  readonly validUntil: UnixSeconds;
  readonly signature: Hex;
}

const authDigest = (domain: Domain, node: Address, tlsExporter: Hash, nonce: Hash, validUntil: UnixSeconds): Hash =>
  digest(domain, structHash("SessionAuth", { node, tlsExporter, nonce, validUntil }));

export const signSessionAuth = (
  domain: Domain,
  terms: {
    readonly payer: Address;
    readonly node: Address;
    readonly tlsExporter: Hash;
    readonly nonce: Hash;
    readonly validUntil: UnixSeconds;
  },
  sign: Sign,
): SessionAuth => ({
  payer: terms.payer,
  nonce: terms.nonce,
  validUntil: terms.validUntil,
  signature: sign(authDigest(domain, terms.node, terms.tlsExporter, terms.nonce, terms.validUntil)),
});

export function checkSessionAuth(
  domain: Domain,
  auth: SessionAuth,
  expected: { readonly node: Address; readonly tlsExporter: Hash; readonly now: UnixSeconds },
  recover: Recover,
): Result<Address> {
  if (
    auth.validUntil < expected.now - clockSkewSeconds ||
    auth.validUntil > expected.now + maxAuthSeconds + clockSkewSeconds
  ) {
    return refuse(
      "AUTH_EXPIRED",
      `a session proof is valid for ${maxAuthSeconds} s; check this machine's clock and connect again`,
      {
        validUntil: auth.validUntil,
      },
    );
  }
  const signer = recover(
    authDigest(domain, expected.node, expected.tlsExporter, auth.nonce, auth.validUntil),
    auth.signature,
  );
  if (signer !== auth.payer)
    return refuse(
      "AUTH_BAD_SIGNATURE",
      "the session proof is not signed by the payer it names for this node and connection; sign a new one on this connection",
    );
  return accept(auth.payer);
}
