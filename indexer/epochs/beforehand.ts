import { checkEpoch, leafOf, merkleRoot, type SignedEpoch } from "../../protocol/epoch.ts";
import { orThrow } from "../../protocol/errors.ts";
import type { Address } from "../../protocol/ids.ts";
import type { Commitment } from "../../protocol/probe.ts";
import type { Recover } from "../../protocol/signature.ts";
import { IndexerError } from "../errors.ts";
import { commitmentLine } from "./lines.ts";

/** An epoch so soon after a commitment may have been written before it came: their clocks are not the same. */
const marginSeconds = 300;

export interface BeforehandOptions {
  /** The commitments of results that count in an epoch. */
  readonly commitments: readonly Commitment[];
  /** Older epochs of the same indexer whose lines can be had. */
  readonly epochs: readonly SignedEpoch[];
  readonly lines: (epoch: number) => Promise<readonly string[]>;
  readonly signer: Address;
  readonly recover: Recover;
  readonly onProgress: (epoch: number) => void;
}

/** How many were found to have stood in an epoch before their result could be known. */
interface Beforehand {
  readonly shown: number;
}

/**
 * That a prober committed to a result before anybody knew it is shown by an epoch that was signed in between: there the commitment stands alone. Of those
 * results for which there is no such epoch any more nothing is said. Codes: `REPUTATION_MISMATCH`, `EPOCH_BAD_SIGNATURE`, those of `lines`.
 */
export async function committedBeforehand(options: BeforehandOptions): Promise<Beforehand> {
  const { commitments, epochs, signer, recover } = options;
  const newestFirst = [...epochs].sort((a, b) => b.time - a.time);
  const between = ({ at, publishAt }: Commitment) =>
    newestFirst.find(({ time }) => time >= at + marginSeconds && time < publishAt);
  let shown = 0;
  for (const [epoch, some] of Map.groupBy(commitments, between)) {
    if (epoch === undefined) continue;
    options.onProgress(epoch.epoch);
    orThrow(checkEpoch(epoch, signer, recover));
    const lines = await options.lines(epoch.epoch);
    if (epoch.lines !== lines.length || epoch.root !== merkleRoot(lines.map(leafOf)))
      throw new IndexerError(
        "REPUTATION_MISMATCH",
        `the inputs of epoch ${epoch.epoch} do not have the root that was signed; do not believe this indexer`,
        { epoch: epoch.epoch },
      );
    const known = new Set(lines);
    for (const commitment of some) {
      if (!known.has(commitmentLine(commitment)))
        throw new IndexerError(
          "REPUTATION_MISMATCH",
          `a result counts whose commitment ${commitment.hash} is of ${commitment.at}, but epoch ${epoch.epoch} of ${epoch.time} does not have it: it was signed when the result was known; do not believe this indexer`,
          { epoch: epoch.epoch, hash: commitment.hash },
        );
      shown += 1;
    }
  }
  return { shown };
}
