import type { Static } from "typebox";
import type { SignedEpoch } from "../../protocol/epoch.ts";
import type { Address } from "../../protocol/ids.ts";
import { parseMessage } from "../../protocol/wire.ts";
import { EpochJson, EpochsJson } from "../api/epochSchemas.ts";
import { IndexerError } from "../errors.ts";

/** A header or a list of headers is small; lines come a few hundred megabytes at most. */
const mostBytes = 512 * 1_048_576;
const tries = 5;

export interface RemoteEpoch {
  readonly signer: Address;
  readonly epochBlocks: number;
  readonly epoch: SignedEpoch;
}

const unreachable = (url: URL, said: string, cause?: unknown): IndexerError =>
  new IndexerError(
    "INDEXER_UNREACHABLE",
    `${url.href} cannot be had (${said}); check --indexer and try again`,
    { url: url.href },
    { cause },
  );

async function json(url: URL): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(15_000) });
  } catch (cause) {
    throw unreachable(url, cause instanceof Error ? cause.message : "no answer", cause);
  }
  const text = await response.text();
  if (!response.ok) throw unreachable(url, `status ${response.status}: ${text.slice(0, 200)}`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreachable(url, "the answer is no JSON", cause);
  }
}

/** The newest epoch of an indexer whose inputs it still has, or the one asked for. Codes: `INDEXER_UNREACHABLE`, `EPOCH_UNKNOWN`, `MESSAGE_INVALID`. */
export async function remoteEpoch(indexer: string, number: number | undefined): Promise<RemoteEpoch> {
  const list = parseMessage(EpochsJson, await json(new URL("/v1/epochs", indexer)), "list of epochs");
  const found =
    number === undefined
      ? list.epochs.find((epoch) => epoch.inputs)
      : parseMessage(EpochJson, await json(new URL(`/v1/epochs/${number}`, indexer)), "epoch");
  if (found === undefined)
    throw new IndexerError(
      "EPOCH_UNKNOWN",
      "this indexer has not signed an epoch yet; wait for the next one, and for its block to be final",
    );
  return { signer: list.signer as Address, epochBlocks: list.epochBlocks, epoch: bare(found) };
}

/** What is signed, and the signature. */
function bare({ stats: _stats, inputs: _inputs, ...epoch }: Static<typeof EpochJson>): SignedEpoch {
  return epoch as unknown as SignedEpoch;
}

/** Epochs before this one whose inputs the indexer still has. Codes: `INDEXER_UNREACHABLE`, `MESSAGE_INVALID`. */
export async function earlierEpochs(indexer: string, epoch: number): Promise<readonly SignedEpoch[]> {
  const url = new URL(`/v1/epochs?before=${epoch}&limit=1000`, indexer);
  const { epochs } = parseMessage(EpochsJson, await json(url), "list of epochs");
  return epochs.filter(({ inputs }) => inputs).map(bare);
}

/** The lines of an epoch. A download that breaks off goes on from the byte where it stopped. Code: `INDEXER_UNREACHABLE`. */
export async function remoteLines(indexer: string, epoch: number): Promise<readonly string[]> {
  const url = new URL(`/v1/epochs/${epoch}/inputs`, indexer);
  const chunks: Uint8Array[] = [];
  let have = 0;
  for (let attempt = 1; ; attempt++) {
    try {
      const headers = { "accept-encoding": "identity", ...(have > 0 ? { range: `bytes=${have}-` } : {}) };
      const response = await fetch(url, { headers, signal: AbortSignal.timeout(600_000) });
      if (response.status === 416) break;
      if (response.status !== (have > 0 ? 206 : 200) || response.body === null)
        throw unreachable(url, `status ${response.status}`);
      for await (const chunk of response.body) {
        chunks.push(chunk);
        have += chunk.length;
        if (have > mostBytes) throw unreachable(url, "more lines than anybody would write");
      }
      break;
    } catch (error) {
      if (error instanceof IndexerError || attempt === tries)
        throw error instanceof IndexerError
          ? error
          : unreachable(url, error instanceof Error ? error.message : "no answer", error);
    }
  }
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
