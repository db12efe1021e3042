import type { Address, Hash, Hex } from "../protocol/ids.ts";
import { type Keccak, type Recover, type Sign, yParityOf } from "../protocol/signature.ts";
import { loadKeccak } from "./keccak.ts";

export interface Secp256k1 {
  /** Which library does the work: native bindings, WebAssembly, or plain JavaScript. */
  readonly kind: "native" | "wasm" | "noble";
  readonly recover: Recover;
  readonly keccak: Keccak;
  signer(privateKey: Hex): Sign;
  addressOf(privateKey: Hex): Address;
}

/** What each library must do; everything else is shared. Public keys are 65 bytes, signatures r | s. */
interface Primitives {
  recover(digest: Uint8Array, rs: Uint8Array, yParity: 0 | 1): Uint8Array | null;
  sign(digest: Uint8Array, key: Uint8Array): { readonly rs: Uint8Array; readonly yParity: number };
  publicKey(key: Uint8Array): Uint8Array;
}

const bytesOf = (hex: string): Buffer => Buffer.from(hex, "hex");

function assemble(kind: Secp256k1["kind"], primitives: Primitives, keccak: Keccak): Secp256k1 {
  const addressOfPublicKey = (publicKey: Uint8Array): Address =>
    `0x${Buffer.from(keccak(publicKey.subarray(1))).toString("hex", 12)}` as Address;
  return {
    kind,
    keccak,
    recover: (digest: Hash, signature: Hex) => {
      const yParity = yParityOf(signature);
      if (yParity === undefined || digest.length !== 66) return undefined;
      const publicKey = primitives.recover(bytesOf(digest.slice(2)), bytesOf(signature.slice(2, 130)), yParity);
      return publicKey === null ? undefined : addressOfPublicKey(publicKey);
    },
    signer: (privateKey) => {
      const key = bytesOf(privateKey.slice(2));
      return (digest) => {
        const { rs, yParity } = primitives.sign(bytesOf(digest.slice(2)), key);
        return `0x${Buffer.from(rs).toString("hex")}${yParity === 0 ? "1b" : "1c"}`;
      };
    },
    addressOf: (privateKey) => addressOfPublicKey(primitives.publicKey(bytesOf(privateKey.slice(2)))),
  };
}

async function native(): Promise<Primitives> {
  const { default: library } = await import("secp256k1/bindings.js");
  return {
    recover: (digest, rs, yParity) => {
      try {
        return library.ecdsaRecover(rs, yParity, digest, false);
      } catch {
        // The binding throws where no point exists for r: that is a signature of nobody.
        return null;
      }
    },
    sign: (digest, key) => {
      const { signature, recid } = library.ecdsaSign(digest, key);
      return { rs: signature, yParity: recid };
    },
    publicKey: (key) => library.publicKeyCreate(key, false),
  };
}

async function wasm(): Promise<Primitives> {
  const library = await import("tiny-secp256k1");
  return {
    recover: (digest, rs, yParity) => {
      try {
        return library.recover(digest, rs, yParity, false);
      } catch {
        // As above: no such point.
        return null;
      }
    },
    sign: (digest, key) => {
      const { signature, recoveryId } = library.signRecoverable(digest, key);
      return { rs: signature, yParity: recoveryId };
    },
    publicKey: (key) => {
      const point = library.pointFromScalar(key, false);
      if (point === null) throw new RangeError("not a private key");
      return point;
    },
  };
}

async function noble(): Promise<Primitives> {
  const { secp256k1 } = await import("@noble/curves/secp256k1.js");
  return {
    recover: (digest, rs, yParity) => {
      try {
        return secp256k1.Signature.fromBytes(rs, "compact")
          .addRecoveryBit(yParity)
          .recoverPublicKey(digest)
          .toBytes(false);
      } catch {
        // As above: no such point.
        return null;
      }
    },
    sign: (digest, key) => {
      const bytes = secp256k1.sign(digest, key, { prehash: false, format: "recovered", lowS: true });
      return { rs: bytes.subarray(1), yParity: bytes[0] ?? 0 };
    },
    publicKey: (key) => secp256k1.getPublicKey(key, false),
  };
}

const ladder = { native, wasm, noble } as const;

/** Loads the fastest library that works here (or only `prefer`): a voucher's check is more than 25 times as fast as viem's with native, 6 times with WebAssembly. */
export async function loadSecp256k1(prefer?: Secp256k1["kind"]): Promise<Secp256k1> {
  const keccak = await loadKeccak();
  if (prefer !== undefined) return assemble(prefer, await ladder[prefer](), keccak);
  for (const kind of ["native", "wasm"] as const) {
    try {
      return assemble(kind, await ladder[kind](), keccak);
    } catch {
      // No build for this platform: the next rung does the same work slower, and the caller logs which one it got.
    }
  }
  return assemble("noble", await noble(), keccak);
}
