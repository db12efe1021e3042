/** The native build of `secp256k1`, which the package does not type. */
declare module "secp256k1/bindings.js" {
  interface Bindings {
    ecdsaRecover(signature: Uint8Array, recoveryId: number, digest: Uint8Array, compressed: boolean): Uint8Array;
    ecdsaSign(digest: Uint8Array, privateKey: Uint8Array): { readonly signature: Uint8Array; readonly recid: number };
    publicKeyCreate(privateKey: Uint8Array, compressed: boolean): Uint8Array;
  }
  const bindings: Bindings;
  export default bindings;
}
