import { generateKeyPairSync } from "node:crypto";

/** A Curve25519 key pair as WireGuard writes keys: 32 bytes in base64, 44 characters (RFC 7748, wg(8)). */
export interface WireguardKeys {
  readonly privateKey: string;
  readonly publicKey: string;
}

const base64Of = (base64url: string | undefined): string =>
  Buffer.from(base64url ?? "", "base64url").toString("base64");

/** A fresh pair from the system's randomness. */
export function newWireguardKeys(): WireguardKeys {
  const jwk = generateKeyPairSync("x25519").privateKey.export({ format: "jwk" });
  return { privateKey: base64Of(jwk.d), publicKey: base64Of(jwk.x) };
}
