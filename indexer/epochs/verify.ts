import { type Static, Type } from "typebox";
import type { LogSource } from "../../chain/logs.ts";
import type { Network } from "../../chain/network.ts";
import { type Attestation, checkAttestation } from "../../protocol/attestation.ts";
import { paymentsDomain } from "../../protocol/domain.ts";
import { checkEpoch, leafOf, merkleRoot } from "../../protocol/epoch.ts";
import { orThrow } from "../../protocol/errors.ts";
import type { Address, Hash, Hex } from "../../protocol/ids.ts";
import {
  type Commitment,
  CommitmentJson,
  checkCommitment,
  checkProbe,
  ProbeJson,
  probeHash,
} from "../../protocol/probe.ts";
import { formulaName } from "../../protocol/reputation.ts";
import type { Recover } from "../../protocol/signature.ts";
import { parseDecimal, tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { AttestationJson, parseMessage } from "../../protocol/wire.ts";
import { IndexerError } from "../errors.ts";
import type { ProbeRecord } from "../store/probeStore.ts";
import { linesOf } from "./lines.ts";
import type { RemoteEpoch } from "./remote.ts";
import { blockOf, replayTo } from "./replay.ts";

export interface Verified {
  readonly epoch: number;
  readonly block: number;
  readonly root: string;
  readonly signer: Address;
  readonly nodes: number;
  readonly attestations: number;
  readonly probes: number;
  /** What the published ones were committed to with. */
  readonly commitments: readonly Commitment[];
  /** Who signed the commitments: whether they are to be believed is for the reader to say. */
  readonly probers: readonly Address[];
}

export interface VerifyOptions {
  readonly network: Network;
  readonly source: LogSource;
  readonly recover: Recover;
  readonly remote: RemoteEpoch;
  readonly lines: readonly string[];
  readonly onProgress?: (block: number) => void;
}

const CommittedJson = Type.Omit(CommitmentJson, ["hash"]);
const KindJson = Type.Union([
  Type.Object({ kind: Type.Literal("score") }),
  Type.Object({ kind: Type.Literal("commitment"), ...CommitmentJson.properties }, { additionalProperties: false }),
  Type.Object(
    { kind: Type.Literal("probe"), probe: ProbeJson, ...CommittedJson.properties },
    { additionalProperties: false },
  ),
  Type.Object({ kind: Type.Literal("attestation"), ...AttestationJson.properties }, { additionalProperties: false }),
]);

const mismatch = (message: string, data: Record<string, string | number> = {}): IndexerError =>
  new IndexerError("REPUTATION_MISMATCH", `${message}; do not believe this indexer`, data);

/**
 * Computes an epoch again from the chain's logs and what payers and probers signed, and compares every line to the last digit: signature, root, block,
 * deployment, each attestation's signature and money, that each probe is the one that its prober committed to, each score, and that no node is left out.
 * Codes: `REPUTATION_MISMATCH`, `EPOCH_BAD_SIGNATURE`, `ATTESTATION_BAD_SIGNATURE`, `ATTESTATION_OUT_OF_RANGE`, `PROBE_BAD_SIGNATURE`, `PROBE_MISMATCH`,
 * `PROBE_OUT_OF_RANGE`, those of the chain.
 */
export async function verifyEpoch(options: VerifyOptions): Promise<Verified> {
  const { network, source, recover, remote, lines } = options;
  const { epoch, signer } = remote;
  orThrow(checkEpoch(epoch, signer, recover));
  if (
    epoch.chainId !== network.chainId ||
    epoch.nodeRegistry !== network.nodeRegistry ||
    epoch.paymentChannels !== network.paymentChannels
  )
    throw mismatch("the epoch is of another deployment than the network file", { chainId: epoch.chainId });
  if (epoch.formula !== formulaName)
    throw mismatch(`the epoch's formula is ${epoch.formula}, this program has ${formulaName}`, {
      formula: epoch.formula,
    });
  if (epoch.lines !== lines.length || epoch.root !== merkleRoot(lines.map(leafOf)))
    throw mismatch("the inputs do not have the root that was signed", { root: epoch.root });
  const block = await blockOf(source, epoch.block);
  if (block.hash !== epoch.blockHash || block.time !== epoch.time)
    throw mismatch(`block ${epoch.block} is another one on the chain`, { block: epoch.block });

  const facts = await replayTo(source, network.deploymentBlock, epoch.block, options.onProgress);
  const said = lines.map(inputOf);
  const attestations = said.flatMap((input) => (input?.kind === "attestation" ? input.attestation : []));
  const probes = said.flatMap((input) => (input?.kind === "probe" ? input.record : []));
  const domain = paymentsDomain(network.chainId, network.paymentChannels);
  for (const attestation of attestations)
    orThrow(
      checkAttestation(domain, attestation, facts.channel(attestation.node, attestation.payer)?.settled ?? 0n, recover),
    );
  for (const { commitment, probe } of probes) {
    orThrow(checkCommitment(network.chainId, commitment, recover));
    if (probe !== undefined) orThrow(checkProbe(commitment, probe));
  }
  const expected = linesOf(facts, { attestations, probes }, epoch.time);
  for (let at = 0; at < Math.max(expected.length, lines.length); at++) {
    if (expected[at] === lines[at]) continue;
    throw mismatch(`line ${at + 1} is ${lines[at] ?? "missing"}, but chain and inputs give ${expected[at] ?? "none"}`, {
      line: at + 1,
    });
  }
  const published = probes.filter(({ probe }) => probe !== undefined);
  return {
    ...{ epoch: epoch.epoch, block: epoch.block, root: epoch.root, signer },
    nodes: said.filter((input) => input === undefined).length,
    attestations: attestations.length,
    probes: published.length,
    commitments: published.map(({ commitment }) => commitment),
    probers: [...new Set(probes.map(({ commitment }) => commitment.prober))].sort(),
  };
}

type Input =
  | { readonly kind: "attestation"; readonly attestation: Attestation }
  | { readonly kind: "probe"; readonly record: ProbeRecord };

/** What a line brings to the reckoning; undefined for a score, which is its outcome. */
function inputOf(line: string): Input | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new IndexerError(
      "REPUTATION_MISMATCH",
      "a line of the inputs is no JSON; do not believe this indexer",
      {},
      { cause },
    );
  }
  const message: Static<typeof KindJson> = parseMessage(KindJson, value, "line of inputs");
  if (message.kind === "score") return undefined;
  if (message.kind === "attestation")
    return {
      kind: "attestation",
      attestation: {
        node: message.node as Address,
        payer: message.payer as Address,
        cumulative: tokenAmount(parseDecimal(message.cumulative)),
        score: message.score,
        periodStart: unixSeconds(message.periodStart),
        signature: message.signature as Hex,
      },
    };
  const probe = message.kind === "probe" ? message.probe : undefined;
  const hash = message.kind === "probe" ? probeHash(message.probe) : (message.hash as Hash);
  const { at, publishAt } = message;
  const by = { prober: message.prober as Address, signature: message.signature as Hex };
  return { kind: "probe", record: { commitment: { hash, at, publishAt, ...by }, probe } };
}
