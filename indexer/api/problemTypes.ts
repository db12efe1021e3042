import { STATUS_CODES } from "node:http";
import type { Static } from "typebox";
import { type ErrorRow, protocolErrors } from "../../protocol/errors.ts";
import { IndexerError, indexerErrors } from "../errors.ts";
import type { Api } from "./routes.ts";
import { ProblemParamsJson, type ProblemTypeJson, ProblemTypesJson, refusals } from "./schemas.ts";

/** What each refusal of the API means, and what to do: the sentences of docs/errors.md. */
const explained = {
  QUERY_INVALID: ["a filter or value that the API does not have", "`/openapi.json` lists those there are"],
  CURSOR_INVALID: ["a cursor of another sort, or changed", "begin without a cursor"],
  MESSAGE_INVALID: ["a message with a missing, wrong or unknown key", "docs/protocol.md"],
  BODY_TOO_LARGE: ["a body is above 16 KiB", "a smaller one"],
  NOT_FOUND: ["there is no such page", "`/openapi.json`"],
  NODE_UNKNOWN: ["nobody registered this id", "check it"],
  DESCRIPTOR_BAD_SIGNATURE: [
    "an offer was not signed by the exit's current key",
    "another exit; an operator: `turnpike node record`",
  ],
  DESCRIPTOR_EXPIRED: ["an offer is too old", "a newer list; an operator: check the clock"],
  DESCRIPTOR_TOO_LONG: ["an offer would hold above seven days", "sign a shorter one"],
  DESCRIPTOR_BELOW_FLOOR: ["the operator has voided offers of this version", "a newer list"],
  DESCRIPTOR_BODY_MISMATCH: ["an offer's content is not what was signed", "another exit"],
  DESCRIPTOR_NOT_NEWER: ["a newer offer is known", "sign a higher version"],
  ATTESTATION_BAD_SIGNATURE: ["an attestation was not signed by its payer", "sign it again"],
  ATTESTATION_OUT_OF_RANGE: ["an attestation names more than was settled", "name what was settled"],
  ATTESTATION_NOT_NOW: [
    "an attestation is of the future, or of more than a day ago, by the indexer's clock",
    "check the clock, sign it anew",
  ],
  ATTESTATION_REPEATED: ["one attestation a day counts", "send the next one later"],
  PROBER_UNKNOWN: ["the indexer takes no probes of this prober", "the indexer's operator names it with `--prober`"],
  PROBE_BAD_SIGNATURE: [
    "a commitment of a probe is not signed by the prober that it names",
    "do not believe it, nor the indexer that shows it",
  ],
  PROBE_OUT_OF_RANGE: [
    "a commitment comes before its session, more than a day after it, or asks for a delay that is none or longer than seven days",
    "sign it again",
  ],
  PROBE_MISMATCH: [
    "the result of a probe is not the one that was committed to",
    "do not believe it, nor the indexer that shows it",
  ],
  PROBE_NOT_NOW: ["a commitment is not of now, by the indexer's clock", "check both clocks"],
  PROBE_NOT_COMMITTED: ["nobody committed to this result", "commit first; publish what was committed to"],
  PROBE_TOO_EARLY: ["a result comes before its time", "send it at the time that the message names"],
  EPOCH_UNKNOWN: ["no such epoch was published, or not yet", "`GET /v1/epochs` lists those there are"],
  EPOCH_INPUTS_GONE: ["the inputs of an old epoch are kept no longer", "a newer epoch, or an indexer that keeps more"],
  LINE_UNKNOWN: ["an epoch has no line of this number", "a line of the epoch"],
  RANGE_INVALID: ["a range that the file does not have", "a range within its length"],
  TOO_MANY_REQUESTS: ["one address asks too often", "wait as long as `Retry-After` says"],
  TOO_MANY_STREAMS: ["one address holds too many event streams", "close some, or later"],
  SIGNATURE_MALFORMED: ["a signature that is not 65 bytes in canonical form", "sign again"],
  ADDRESS_INVALID: ["text that is no address", "0x and 40 hex digits"],
  HEX_INVALID: ["text that is no hex of the right length", "0x and the digits"],
  UNIT_NOT_A_NUMBER: ["text that is no amount, or has too many decimals", "write for example 0.10"],
  UNIT_OUT_OF_RANGE: ["a number that does not fit its kind", "a smaller one"],
  FAULT: ["a fault of ours", "report it with what `TURNPIKE_DEBUG=1` shows"],
} as const satisfies Record<string, readonly [means: string, remedy: string]>;

/** A fault of ours: whoever asks may try again. */
const fault: ErrorRow = { exitCode: 1, httpStatus: 500, retryable: true };
const rows: Readonly<Record<string, ErrorRow>> = { ...protocolErrors, ...indexerErrors, FAULT: fault };
const types: ReadonlyMap<string, Static<typeof ProblemTypeJson>> = new Map(
  Object.entries(explained).map(([code, [means, remedy]]) => {
    const { httpStatus: status, retryable } = rows[code] ?? fault;
    return [
      code,
      { type: pathOf(code), code, title: STATUS_CODES[status] ?? "Error", status, retryable, means, remedy },
    ];
  }),
);

function pathOf(code: string): string {
  return `/v1/problems/${code}`;
}

/** The type of a problem (RFC 9457): where it is explained, by this version of the API. One that is not of this API has none. */
export const typeOf = (code: string): string => types.get(code)?.type ?? "about:blank";

/** What a problem document's `type` leads to. */
export function addProblemRoutes(app: Api): void {
  app.get(
    "/v1/problems",
    {
      schema: {
        summary: "Every refusal of this API, and what to do",
        response: { 200: ProblemTypesJson, ...refusals },
      },
    },
    () => ({ problems: [...types.values()] }),
  );
  app.get(
    "/v1/problems/:code",
    {
      schema: {
        summary: "What a refusal means, and what to do: the type of its problem document",
        params: ProblemParamsJson,
        response: { 200: ProblemTypesJson.properties.problems.items, ...refusals },
      },
    },
    ({ params }) => {
      const found = types.get(params.code);
      if (found !== undefined) return found;
      throw new IndexerError("NOT_FOUND", "this API has no such refusal; /v1/problems lists those there are");
    },
  );
}
