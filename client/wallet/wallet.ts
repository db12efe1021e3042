import type { Address, Hex } from "../../protocol/ids.ts";
import type { Keccak, Recover, Sign } from "../../protocol/signature.ts";
import { openKeystore } from "../../runtime/keystore.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import { clientFiles } from "../files.ts";

/** The payer: its address and how it signs. The key itself stays in here. */
export interface Wallet {
  readonly payer: Address;
  readonly sign: Sign;
  readonly recover: Recover;
  readonly keccak: Keccak;
  /** Which signature library is in use. */
  readonly kind: string;
}

export async function walletFromKey(privateKey: Hex): Promise<Wallet> {
  const secp = await loadSecp256k1();
  const { recover, keccak, kind } = secp;
  return { payer: secp.addressOf(privateKey), sign: secp.signer(privateKey), recover, keccak, kind };
}

/** Codes: those of `openKeystore`. */
export const openWallet = async (dir: string, password: string): Promise<Wallet> =>
  walletFromKey(await openKeystore(clientFiles(dir).wallet, password));
