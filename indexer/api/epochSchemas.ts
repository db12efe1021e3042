import { Type } from "typebox";
import { AddressText, HashText, SignatureText } from "../../protocol/wire.ts";
import { Amount, refusals, Score, StatsFields, strict, whole } from "./schemas.ts";

const Epoch = Type.Integer({ minimum: 0, maximum: 2 ** 40, description: "block divided by epochBlocks" });
const OptionalLimit = (most: number, usual: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: most, description: `at most; default ${usual}` }));

export const EpochParamsJson = Type.Object({ epoch: Epoch }, strict);
export const ProofParamsJson = Type.Object(
  {
    epoch: Epoch,
    subject: Type.String({ pattern: "^0x([0-9a-f]{40}|[0-9a-f]{64})$", description: "a node, or a leaf hash" }),
  },
  strict,
);
export const EpochsQueryJson = Type.Object({ before: Type.Optional(Epoch), limit: OptionalLimit(1_000, 50) }, strict);
export const InputsQueryJson = Type.Object(
  { offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 40, description: "lines to leave out" })) },
  strict,
);
export const HistoryQueryJson = Type.Object({ limit: OptionalLimit(1_000, 200) }, strict);

const statement = {
  epoch: Epoch,
  block: whole("the epoch's block, final when it was signed"),
  blockHash: HashText,
  time: whole("Unix seconds of the block"),
  formula: Type.String(),
  chainId: Type.Integer(),
  nodeRegistry: AddressText,
  paymentChannels: AddressText,
  lines: whole("of the inputs"),
  root: Type.String({ ...HashText, description: "Merkle root of the lines (docs/reputation.md)" }),
};
export const EpochJson = Type.Object(
  {
    ...statement,
    signature: SignatureText,
    stats: Type.Object(StatsFields, { ...strict, description: "as known when the epoch was signed; not part of it" }),
    inputs: Type.Boolean({ description: "whether the lines can still be had here" }),
  },
  strict,
);
export const EpochsJson = Type.Object(
  {
    signer: Type.String({ ...AddressText, description: "whose signature every epoch carries" }),
    probers: Type.Array(AddressText, { description: "whose probes this indexer takes" }),
    formula: Type.String(),
    epochBlocks: whole("blocks from epoch to epoch"),
    chainId: Type.Integer(),
    nodeRegistry: AddressText,
    paymentChannels: AddressText,
    epochs: Type.Array(EpochJson),
  },
  strict,
);
export const ProofJson = Type.Object(
  {
    epoch: Epoch,
    root: HashText,
    lines: Type.Integer(),
    line: Type.String({ description: "as in the inputs, without the line feed" }),
    index: whole("of the line, from 0"),
    path: Type.Array(HashText, { description: "neighbours from the leaf to the root" }),
  },
  strict,
);
export const HistoryJson = Type.Object(
  {
    node: AddressText,
    epochs: whole("of the newest 720, those since the node's first point; the same for every `limit`"),
    offered: whole(
      "of those, epochs in which the node had a valid offer; no uptime: an offer outlives a dead node by a day",
    ),
    points: Type.Array(
      Type.Object(
        {
          epoch: Epoch,
          time: whole("Unix seconds"),
          score: Score,
          state: Type.String(),
          active: Type.Boolean(),
          offering: Type.Boolean(),
          price: Type.Union([Amount, Type.Null()]),
          bond: Amount,
          settledVolume: Amount,
        },
        strict,
      ),
      { description: "oldest first; nothing changed between two points" },
    ),
  },
  strict,
);
export const ndjson = {
  200: { description: "lines of canonical JSON", content: { "application/x-ndjson": { schema: Type.String() } } },
  206: { description: "the bytes asked for", content: { "application/x-ndjson": { schema: Type.String() } } },
  ...refusals,
} as const;
