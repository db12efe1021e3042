import { describe, expect, it } from "vitest";
import { committedBeforehand } from "../../../indexer/epochs/beforehand.ts";
import { linesOf, statementOf } from "../../../indexer/epochs/lines.ts";
import { Facts } from "../../../indexer/project/facts.ts";
import type { ProbeRecord } from "../../../indexer/store/probeStore.ts";
import { type SignedEpoch, signEpoch } from "../../../protocol/epoch.ts";
import type { Hash, Hex } from "../../../protocol/ids.ts";
import { type Probe, probeHash, signCommitment } from "../../../protocol/probe.ts";
import { loadSecp256k1 } from "../../../runtime/secp256k1.ts";
import { network, start } from "../api/site.ts";
import { made } from "../madeChain.ts";

const secp = await loadSecp256k1();
const keyOf = (digit: string): Hex => `0x${digit.repeat(64)}`;
const [indexer, prober] = ["3", "4"].map((digit) => ({
  address: secp.addressOf(keyOf(digit)),
  sign: secp.signer(keyOf(digit)),
})) as [Signer, Signer];
interface Signer {
  readonly address: ReturnType<typeof secp.addressOf>;
  readonly sign: ReturnType<typeof secp.signer>;
}
const hour = 3_600;

/** A result that was committed to at an hour and is published six hours later. */
function committed(number: number, atHour: number): ProbeRecord {
  const at = start + atHour * hour;
  const probe: Probe = {
    ...{ node: made(0xaa, number), at, connected: true, problem: "", claimed: "NL", country: "NL" },
    ...{ names: true, page: true, goodputKbps: 1, expectedKbps: 1, latencyMilliseconds: 1, demanded: "1", due: "1" },
    salt: `0x${String(number).padStart(64, "0")}`,
  };
  const terms = { hash: probeHash(probe), at, publishAt: at + 6 * hour };
  return { commitment: signCommitment(network.chainId, terms, prober.address, prober.sign), probe };
}

/** One epoch an hour, each signed over what was known then. */
function epochsOver(records: readonly ProbeRecord[], hours: number) {
  const kept = new Map<number, { epoch: SignedEpoch; lines: readonly string[] }>();
  for (let number = 0; number < hours; number++) {
    const time = start + number * hour + 60;
    const lines = linesOf(new Facts(), { attestations: [], probes: records }, time);
    const head = {
      number: number * 10,
      hash: `0x${"b".repeat(64)}` as Hash,
      parent: `0x${"a".repeat(64)}` as Hash,
      time,
    };
    kept.set(number, { epoch: signEpoch(statementOf(network, 10, head, lines), indexer.sign), lines });
  }
  return kept;
}

const look = (records: readonly ProbeRecord[], kept: ReturnType<typeof epochsOver>) =>
  committedBeforehand({
    commitments: records.map(({ commitment }) => commitment),
    epochs: [...kept.values()].map(({ epoch }) => epoch),
    lines: async (number) => kept.get(number)?.lines ?? [],
    ...{ signer: indexer.address, recover: secp.recover, onProgress: () => {} },
  });

describe("commitments that came before their results", () => {
  const records = [1, 2, 3].map((number) => committed(number, number * 3));

  it("are found in an epoch that was signed in between", async () => {
    expect(await look(records, epochsOver(records, 20))).toEqual({ shown: 3 });
  });

  it("are not spoken of where no such epoch is kept any more", async () => {
    const kept = epochsOver(records, 20);
    for (const number of [...kept.keys()]) if (number < 9) kept.delete(number);
    expect(await look(records, kept)).toEqual({ shown: 2 });
  });

  it("are missed where one was dated back: the epochs of its time do not have it", async () => {
    const kept = epochsOver(records.slice(0, 2), 20);
    await expect(look(records, kept)).rejects.toMatchObject({
      code: "REPUTATION_MISMATCH",
      data: { hash: records[2]?.commitment.hash },
    });
  });

  it("are not believed of an epoch whose lines were changed since it was signed, or that somebody else signed", async () => {
    const kept = epochsOver(records.slice(0, 2), 20);
    const whole = epochsOver(records, 20);
    const changed = new Map(
      [...kept].map(([number, { epoch }]) => [number, { epoch, lines: whole.get(number)?.lines ?? [] }]),
    );
    await expect(look(records, changed)).rejects.toMatchObject({ code: "REPUTATION_MISMATCH" });
    const foreign = new Map(
      [...whole].map(([number, { epoch, lines }]) => [number, { epoch: signEpoch(epoch, prober.sign), lines }]),
    );
    await expect(look(records, foreign)).rejects.toMatchObject({ code: "EPOCH_BAD_SIGNATURE" });
  });
});
