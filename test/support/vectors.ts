import { readFileSync } from "node:fs";
import type { MessageName } from "../../protocol/eip712.ts";
import type { Address, Hash, Hex } from "../../protocol/ids.ts";

interface DomainVector {
  readonly name: string;
  readonly version: string;
  readonly chainId: number;
  readonly verifyingContract: Address;
  readonly separator: Hash;
}

export interface MessageVector {
  readonly type: MessageName;
  readonly domain: "payments" | "node";
  readonly typeString: string;
  readonly typeHash: Hash;
  readonly message: Record<string, string>;
  readonly structHash: Hash;
  readonly digest: Hash;
  readonly signer: Address;
  readonly privateKey: Hex;
  readonly signature: Hex;
  readonly compact: { readonly r: Hex; readonly vs: Hex };
}

export interface Vectors {
  readonly payments: DomainVector;
  readonly node: DomainVector;
  readonly messages: readonly MessageVector[];
  readonly items: {
    readonly voucher: readonly { readonly cumulative: string; readonly signature: Hex; readonly item: Hex }[];
    readonly reservation: readonly {
      readonly message: Record<string, string>;
      readonly signature: Hex;
      readonly item: Hex;
    }[];
  };
  readonly deposit: {
    readonly token: Omit<DomainVector, "separator">;
    readonly terms: {
      readonly from: Address;
      readonly payer: Address;
      readonly owner: Address;
      readonly amount: string;
      readonly relayFee: string;
      readonly validAfter: number;
      readonly validBefore: number;
      readonly salt: Hash;
    };
    readonly nonce: Hash;
    readonly digest: Hash;
    readonly signature: Hex;
    readonly privateKey: Hex;
  };
}

/** The committed vectors of every signed message (test/vectors/generate.ts wrote them, with ethers). */
export const vectors = JSON.parse(readFileSync(new URL("../vectors/eip712.json", import.meta.url), "utf8")) as Vectors;
