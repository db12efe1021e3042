import type { Hex } from "../protocol/ids.ts";
import { RuntimeError } from "./errors.ts";

/** BIP-39 words (128 bits) and BIP-44 keys at m/44'/60'/0'/0/index, as every Ethereum wallet derives them. */
export async function newMnemonic(): Promise<string> {
  const { Mnemonic, randomBytes } = await import("ethers");
  return Mnemonic.fromEntropy(randomBytes(16)).phrase;
}

export async function keyFromMnemonic(words: string, index: number): Promise<Hex> {
  const { HDNodeWallet, Mnemonic } = await import("ethers");
  const phrase = words.trim().toLowerCase().replace(/\s+/g, " ");
  if (!Mnemonic.isValidMnemonic(phrase)) {
    throw new RuntimeError(
      "MNEMONIC_INVALID",
      "these words are no valid mnemonic: a word is misspelt, missing or out of order; check them and try again",
    );
  }
  return HDNodeWallet.fromMnemonic(
    Mnemonic.fromPhrase(phrase),
    `m/44'/60'/0'/0/${index}`,
  ).privateKey.toLowerCase() as Hex;
}
