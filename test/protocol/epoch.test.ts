import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkEpoch,
  type EpochStatement,
  epochDigest,
  leafOf,
  merkleProof,
  merkleRoot,
  rootOfProof,
  signEpoch,
} from "../../protocol/epoch.ts";
import type { Hash, Hex } from "../../protocol/ids.ts";
import { parseAddress, parseHash } from "../../protocol/ids.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";

const leaves = fc.array(fc.string().map(leafOf), { minLength: 1, maxLength: 70 });
const statement: EpochStatement = {
  epoch: 7,
  block: 70,
  blockHash: parseHash(`0x${"1".repeat(64)}`),
  time: 1_790_000_000,
  formula: "turnpike-3",
  chainId: 31_337,
  nodeRegistry: parseAddress(`0x${"2".repeat(40)}`),
  paymentChannels: parseAddress(`0x${"3".repeat(40)}`),
  lines: 3,
  root: parseHash(`0x${"4".repeat(64)}`),
};

describe("the tree over an epoch's lines", () => {
  it("proves every line from its place, and no line from another place or of another tree", () => {
    fc.assert(
      fc.property(leaves, fc.nat(), fc.nat(), fc.string(), (all, one, other, foreign) => {
        const index = one % all.length;
        const root = merkleRoot(all);
        const path = merkleProof(all, index);
        const leaf = all[index] as Hash;
        expect(rootOfProof(leaf, index, all.length, path)).toBe(root);
        const elsewhere = other % all.length;
        if (all[elsewhere] !== leaf)
          expect(rootOfProof(leaf, elsewhere, all.length, merkleProof(all, elsewhere))).not.toBe(root);
        if (!all.includes(leafOf(foreign)))
          expect(rootOfProof(leafOf(foreign), index, all.length, path)).not.toBe(root);
      }),
    );
  });

  it("takes no proof that is too long, too short, or for a place that does not exist", () => {
    fc.assert(
      fc.property(leaves, fc.nat(), (all, one) => {
        const index = one % all.length;
        const leaf = all[index] as Hash;
        const path = merkleProof(all, index);
        expect(rootOfProof(leaf, index, all.length, [...path, leaf])).toBeUndefined();
        if (path.length > 0) expect(rootOfProof(leaf, index, all.length, path.slice(1))).toBeUndefined();
        for (const wrong of [-1, all.length, 0.5]) expect(rootOfProof(leaf, wrong, all.length, path)).toBeUndefined();
      }),
    );
  });

  it("changes with any line, with their order, and with their number", () => {
    const lines = ["a", "b", "c"].map(leafOf);
    const root = merkleRoot(lines);
    for (const other of [["a", "b", "d"], ["b", "a", "c"], ["a", "b"], ["a", "b", "c", "c"], []])
      expect(merkleRoot(other.map(leafOf))).not.toBe(root);
  });

  it("never takes an inner node for a line", () => {
    const [a, b] = ["a", "b"].map(leafOf) as [Hash, Hash];
    const inside = `${a.slice(2)}${b.slice(2)}`;
    expect(merkleRoot([a, b])).not.toBe(leafOf(Buffer.from(inside, "hex").toString("latin1")));
  });
});

describe("a signed epoch", () => {
  it("is its signer's, until any part of it is changed", async () => {
    const secp = await loadSecp256k1();
    const key: Hex = `0x${"8".repeat(64)}`;
    const signer = secp.addressOf(key);
    const signed = signEpoch(statement, secp.signer(key));
    expect(checkEpoch(signed, signer, secp.recover).ok).toBe(true);
    const digests = new Set([epochDigest(statement)]);
    for (const [name, value] of Object.entries(statement)) {
      const other = typeof value === "number" ? value + 1 : `${value.slice(0, -1)}${value.endsWith("9") ? "8" : "9"}`;
      const changed = { ...signed, [name]: other };
      digests.add(epochDigest(changed));
      expect({ name, result: checkEpoch(changed, signer, secp.recover) }).toMatchObject({
        ...{ name, result: { ok: false, refusal: { code: "EPOCH_BAD_SIGNATURE" } } },
      });
    }
    expect(digests.size).toBe(Object.keys(statement).length + 1);
  });
});
