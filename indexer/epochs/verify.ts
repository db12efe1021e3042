import { type Static, Type } from "typebox";
import type { LogSource } from "../../chain/logs.ts";
import type { Network } from "../../chain/network.ts";
import { type Attestation, checkAttestation } from "../../protocol/attestation.ts";
import { paymentsDomain } from "../../protocol/domain.ts";
import { checkEpoch, leafOf, merkleRoot } from "../../protocol/epoch.ts";
import { orThrow } from "../../protocol/errors.ts";
import type { Address, Hex } from "../../protocol/ids.ts";
import { formulaName } from "../../protocol/reputation.ts";
import type { Recover } from "../../protocol/signature.ts";
import { parseDecimal, tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { AttestationJson, parseMessage } from "../../protocol/wire.ts";
import { IndexerError } from "../errors.ts";
import { countedAt, linesOf } from "./lines.ts";
import type { RemoteEpoch } from "./remote.ts";
import { blockOf, replayTo } from "./replay.ts";

export interface Verified {
  readonly epoch: number;
  readonly block: number;
  readonly root: string;
  readonly signer: Address;
  readonly nodes: number;
  readonly attestations: number;
}

export interface VerifyOptions {
  readonly network: Network;
  readonly source: LogSource;
  readonly recover: Recover;
  readonly remote: RemoteEpoch;
  readonly lines: readonly string[];
  readonly onProgress?: (block: number) => void;
}

const KindJson = Type.Union([
  Type.Object({ kind: Type.Literal("score") }),
  Type.Object({ kind: Type.Literal("attestation"), ...AttestationJson.properties }, { additionalProperties: false }),
]);

const mismatch = (message: string, data: Record<string, string | number> = {}): IndexerError =>
  new IndexerError("REPUTATION_MISMATCH", `${message}; do not believe this indexer`, data);

/**
 * Computes an epoch again from the chain's logs and the attestations in it, and compares every line to the last digit: signature, root, block, deployment,
 * each attestation's signature and money, each score, and that no node is left out. Codes: `REPUTATION_MISMATCH`, `EPOCH_BAD_SIGNATURE`,
 * `ATTESTATION_BAD_SIGNATURE`, `ATTESTATION_OUT_OF_RANGE`, those of the chain.
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
  const attestations = lines.flatMap((line) => attestationOf(line) ?? []);
  const domain = paymentsDomain(network.chainId, network.paymentChannels);
  for (const attestation of attestations)
    orThrow(
      checkAttestation(domain, attestation, facts.channel(attestation.node, attestation.payer)?.settled ?? 0n, recover),
    );
  const counted = countedAt(facts, attestations, epoch.time);
  const expected = linesOf(facts, counted, epoch.time);
  for (let at = 0; at < Math.max(expected.length, lines.length); at++) {
    if (expected[at] === lines[at]) continue;
    throw mismatch(`line ${at + 1} is ${lines[at] ?? "missing"}, but chain and inputs give ${expected[at] ?? "none"}`, {
      line: at + 1,
    });
  }
  const nodes = lines.length - attestations.length;
  return { epoch: epoch.epoch, block: epoch.block, root: epoch.root, signer, nodes, attestations: attestations.length };
}

function attestationOf(line: string): Attestation | undefined {
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
  return {
    node: message.node as Address,
    payer: message.payer as Address,
    cumulative: tokenAmount(parseDecimal(message.cumulative)),
    score: message.score,
    periodStart: unixSeconds(message.periodStart),
    signature: message.signature as Hex,
  };
}
