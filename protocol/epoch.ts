/**
 * An epoch: what an indexer says of every node at one final block, in lines of canonical JSON that anybody can download, with one signed root over them.
 * The tree: leaf = keccak256(0x00 | line), inner node = keccak256(0x01 | left | right), an odd last one moves up as it is (the prefixes are RFC 6962's).
 * The number of lines is signed with the root, so that one tree has one shape.
 */
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalJson } from "./canonicalJson.ts";
import { keccak, keccakText } from "./domain.ts";
import { accept, type Result, refuse } from "./errors.ts";
import { toHex } from "./hex.ts";
import type { Address, Hash, Hex } from "./ids.ts";
import type { Recover, Sign } from "./signature.ts";

/** What an indexer signs of an epoch. */
export interface EpochStatement {
  /** block / blocks of an epoch: the same number at every indexer of the chain. */
  readonly epoch: number;
  readonly block: number;
  readonly blockHash: Hash;
  /** Unix seconds of the block: the time at which everything is weighed. */
  readonly time: number;
  readonly formula: string;
  readonly chainId: number;
  readonly nodeRegistry: Address;
  readonly paymentChannels: Address;
  readonly lines: number;
  readonly root: Hash;
}

export interface SignedEpoch extends EpochStatement {
  readonly signature: Hex;
}

/** A line that is no message of the chain or of a wallet: nothing signed for an epoch can be taken for either. */
const preamble = "Turnpike reputation epoch, version 1\n";

export function epochDigest(statement: EpochStatement): Hash {
  const { epoch, block, blockHash, time, formula, chainId, nodeRegistry, paymentChannels, lines, root } = statement;
  const signed = { epoch, block, blockHash, time, formula, chainId, nodeRegistry, paymentChannels, lines, root };
  return keccakText(preamble + canonicalJson(signed));
}

export const signEpoch = (statement: EpochStatement, sign: Sign): SignedEpoch => ({
  ...statement,
  signature: sign(epochDigest(statement)),
});

/** Code: `EPOCH_BAD_SIGNATURE`. */
export function checkEpoch(epoch: SignedEpoch, signer: Address, recover: Recover): Result<SignedEpoch> {
  if (recover(epochDigest(epoch), epoch.signature) === signer) return accept(epoch);
  return refuse("EPOCH_BAD_SIGNATURE", `epoch ${epoch.epoch} is not signed by ${signer}; do not believe this indexer`, {
    epoch: epoch.epoch,
    signer,
  });
}

export const leafOf = (line: string): Hash => keccak(`0x00${toHex(utf8ToBytes(line)).slice(2)}`);
const pairOf = (left: Hash, right: Hash): Hash => keccak(`0x01${left.slice(2)}${right.slice(2)}`);

/** All levels, the leaves first, the root last. Nothing has the root keccak256(""). */
function levelsOf(leaves: readonly Hash[]): (readonly Hash[])[] {
  const levels: (readonly Hash[])[] = [leaves];
  for (let level = leaves; level.length > 1; ) {
    const above: Hash[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const left = level[at] as Hash;
      const right = level[at + 1];
      above.push(right === undefined ? left : pairOf(left, right));
    }
    levels.push(above);
    level = above;
  }
  return levels;
}

export const merkleRoot = (leaves: readonly Hash[]): Hash => levelsOf(leaves).at(-1)?.[0] ?? keccak("0x");

/** The neighbours from the leaf at `index` up to the root; a level where it stands alone gives none. */
export function merkleProof(leaves: readonly Hash[], index: number): readonly Hash[] {
  let at = index;
  return levelsOf(leaves).flatMap((level) => {
    const neighbour = level[at ^ 1];
    at >>= 1;
    return neighbour === undefined ? [] : [neighbour];
  });
}

/** The root that a proof leads to; undefined when its length does not fit the tree's shape. */
export function rootOfProof(leaf: Hash, index: number, lines: number, path: readonly Hash[]): Hash | undefined {
  if (!Number.isSafeInteger(index) || index < 0 || index >= lines) return undefined;
  let hash = leaf;
  let used = 0;
  for (let at = index, width = lines; width > 1; at >>= 1, width = (width + 1) >> 1) {
    if ((at ^ 1) >= width) continue;
    const neighbour = path[used++];
    if (neighbour === undefined) return undefined;
    hash = at % 2 === 0 ? pairOf(hash, neighbour) : pairOf(neighbour, hash);
  }
  return used === path.length ? hash : undefined;
}
