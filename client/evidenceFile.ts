import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Network } from "../chain/network.ts";
import { demandHash } from "../protocol/demand.ts";
import { type Evidence, evidenceId } from "../protocol/evidence.ts";
import { demandJson, quoteJson } from "../protocol/messageJson.ts";
import { quoteHash } from "../protocol/quote.ts";
import { EvidenceJson } from "../protocol/wire.ts";
import { readJson, writeJsonAtomic } from "../runtime/jsonFile.ts";
import { ClientError } from "./errors.ts";
import { clientFiles } from "./files.ts";
import { demandOf, quoteOf } from "./sessionMessages.ts";

type Deployment = Pick<Network, "chainId" | "nodeRegistry">;

/** Keeps evidence in the client's folder, once however often it is caught, readable by its owner only. Resolves to the path. */
export async function writeEvidence(dir: string, network: Deployment, evidence: Evidence): Promise<string> {
  const { quote, demands } = evidence;
  const [one, other] = demands;
  const id = evidenceId(other === undefined ? quoteHash(quote) : demandHash(one), demandHash(other ?? one));
  const folder = clientFiles(dir).evidence;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${id.slice(2, 18)}.json`);
  await writeJsonAtomic(path, {
    chainId: network.chainId,
    nodeRegistry: network.nodeRegistry,
    quote: quoteJson(quote),
    demands: demands.map(demandJson),
  });
  return path;
}

/** Reads evidence for this deployment. Codes: those of `readJson`, `EVIDENCE_OTHER_CHAIN`, `UNIT_OUT_OF_RANGE`. */
export async function readEvidence(path: string, network: Deployment): Promise<Evidence> {
  const file = await readJson(path, EvidenceJson);
  if (file.chainId !== network.chainId || file.nodeRegistry !== network.nodeRegistry) {
    throw new ClientError(
      "EVIDENCE_OTHER_CHAIN",
      `this evidence is for the registry ${file.nodeRegistry} on chain ${file.chainId}; give the network file of that deployment with --network`,
      { chainId: file.chainId, nodeRegistry: file.nodeRegistry },
    );
  }
  const [one, other] = file.demands.map(demandOf);
  if (one === undefined) throw new RangeError("the schema asks for one demand at least");
  return { quote: quoteOf(file.quote), demands: other === undefined ? [one] : [one, other] };
}
