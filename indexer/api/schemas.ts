import { type TSchema, Type } from "typebox";
import { AddressText, AmountText, DescriptorJson, HashText } from "../../protocol/wire.ts";
import { sortNames } from "./list.ts";

export const strict = { additionalProperties: false } as const;
const text = (description: string) => Type.String({ description });
export const whole = (description: string) => Type.Integer({ description });
export const Amount = Type.String({ pattern: "^(0|[1-9][0-9]*)$", description: "token base units" });
export const Score = Type.Integer({ minimum: 0, maximum: 1_000_000, description: "millionths" });

export const ListQueryJson = Type.Object(
  {
    country: Type.Optional(
      Type.String({ pattern: "^[A-Z]{2}$", description: "ISO 3166-1 alpha-2, as the operator claims it" }),
    ),
    maxPrice: Type.Optional(
      Type.String({ ...AmountText, description: "token base units per GB; leaves out nodes that offer nothing" }),
    ),
    minScore: Type.Optional(Score),
    transport: Type.Optional(
      Type.Union([Type.Literal("https"), Type.Literal("wireguard"), Type.Literal("wireguard+https")]),
    ),
    operator: Type.Optional(AddressText),
    active: Type.Optional(Type.Boolean({ description: "at least the minimum stake and not unbonding" })),
    sort: Type.Optional(
      Type.Union(
        sortNames.map((name) => Type.Literal(name)),
        { description: "best first: high scores, bonds and weights, low prices, old nodes; default score" },
      ),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: "nodes in a page; default 50" })),
    cursor: Type.Optional(
      Type.String({ maxLength: 200, description: "nextCursor of the page before, with the same sort and filters" }),
    ),
  },
  strict,
);
export const AddressParamsJson = Type.Object({ address: AddressText }, strict);

const EpochJson = Type.Object(
  {
    block: whole("the last block in this answer"),
    blockHash: HashText,
    formula: text("version of the score's formula"),
  },
  strict,
);
export const NodeJson = Type.Object(
  {
    node: AddressText,
    operator: AddressText,
    key: AddressText,
    bond: Amount,
    active: Type.Boolean(),
    registeredAt: whole("Unix seconds"),
    score: Score,
    scoreState: Type.Union([Type.Literal("normal"), Type.Literal("contested")]),
    newcomer: Type.Boolean({ description: "registered less than 14 days ago" }),
    weight: Type.String({ pattern: "^[0-9]+$", description: "for drawing at random; compares within one list" }),
    settledVolume: Amount,
    distinctPayers: whole("payers that ever settled something here"),
    slashes: whole("how often the stake was slashed on evidence"),
    slashedAt: whole("when last, in Unix seconds, 0 for never: the weight is 0 for 90 days"),
    descriptor: Type.Union([DescriptorJson, Type.Null()], {
      description: "the newest offer signed by the current key; null when there is none that is valid",
    }),
  },
  strict,
);
export const ListJson = Type.Object(
  { epoch: EpochJson, nodes: Type.Array(NodeJson), nextCursor: Type.Union([Type.String(), Type.Null()]) },
  strict,
);
const signal = (value: TSchema) =>
  Type.Object({ name: Type.String(), value, samples: whole("how many it rests on"), reason: Type.String() }, strict);
export const ReputationJson = Type.Object(
  {
    node: AddressText,
    epoch: EpochJson,
    score: Score,
    state: Type.Union([Type.Literal("normal"), Type.Literal("contested")]),
    newcomer: Type.Boolean(),
    signals: Type.Array(signal(Score), { description: "what the score is made of" }),
    country: Type.Object(
      { claimed: Type.Union([Type.String(), Type.Null()]), verified: Type.Union([Type.String(), Type.Null()]) },
      { ...strict, description: "of the signed offer, and of the address that probers saw traffic leave from" },
    ),
    probes: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          unit: Type.Union([Type.Literal("millionths"), Type.Literal("kbit/s"), Type.Literal("ms")]),
          value: whole("share of probes in which it was right, or what was measured"),
          samples: whole("probes that could tell"),
          reason: Type.String(),
        },
        strict,
      ),
      { description: "what published probes found, one by one" },
    ),
    facts: Type.Array(signal(Amount), { description: "what the chain says: it gates, and never ranks" }),
  },
  strict,
);
export const ChannelsJson = Type.Object(
  {
    payer: AddressText,
    owner: Type.Union([AddressText, Type.Null()], { description: "null for an account that holds nothing yet" }),
    available: Amount,
    channels: Type.Array(
      Type.Object(
        { node: AddressText, epoch: Type.Integer(), expiresAt: whole("Unix seconds"), locked: Amount, settled: Amount },
        strict,
      ),
    ),
  },
  strict,
);
export const StatsFields = {
  nodes: Type.Integer(),
  activeNodes: Type.Integer(),
  offeringNodes: whole("active and with a valid descriptor"),
  staked: Amount,
  settledVolume: Amount,
  payers: Type.Integer(),
  attestations: Type.Integer(),
};
export const StatsJson = Type.Object(
  {
    block: Type.Integer(),
    formula: Type.String(),
    network: Type.Object({ name: Type.String(), chainId: Type.Integer() }, strict),
    token: Type.Object({ symbol: Type.String(), decimals: Type.Integer() }, strict),
    medianPrice: Type.String({ ...Amount, description: "per GB, of nodes that are active and offer something" }),
    countries: Type.Array(Type.Object({ country: Type.String(), nodes: Type.Integer() }, strict), {
      description: "active nodes with an offer, by the country that they claim",
    }),
    ...StatsFields,
  },
  strict,
);
export const SelectQueryJson = Type.Object(
  {
    ...Type.Pick(ListQueryJson, ["country", "maxPrice", "minScore", "transport"]).properties,
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: "nodes to suggest; default 20" })),
  },
  strict,
);
export const SelectJson = Type.Object(
  {
    epoch: EpochJson,
    fitting: whole("nodes that fit the filters"),
    suggestions: Type.Array(
      Type.Object(
        { share: whole("of all draws among those that fit, in millionths, after the caps"), node: NodeJson },
        strict,
      ),
      { description: "drawn at random by share, each at most once; the client draws from them again" },
    ),
  },
  strict,
);
export const AcceptedJson = Type.Object({ accepted: Type.Literal(true) }, strict);
export const HealthJson = Type.Object(
  {
    ok: Type.Boolean({ description: "false, with status 503, when the chain was not read for a minute" }),
    block: Type.Integer(),
    behindSeconds: whole("since the chain was last read to its head"),
    problem: Type.Union([Type.String(), Type.Null()], { description: "the code of what went wrong last" }),
  },
  strict,
);
/** What a refusal is in general; a problem document says what it was this time. */
export const ProblemTypeJson = Type.Object(
  {
    type: text("where this is: the type of its problem documents"),
    code: text("stable, for programs"),
    title: Type.String(),
    status: Type.Integer(),
    retryable: Type.Boolean(),
    means: Type.String(),
    remedy: text("what to do"),
  },
  strict,
);
export const ProblemTypesJson = Type.Object({ problems: Type.Array(ProblemTypeJson) }, strict);
export const ProblemParamsJson = Type.Object({ code: Type.String({ pattern: "^[A-Z_]{1,64}$" }) });
export const ProblemJson = Type.Object(
  {
    type: text("a path of this API that explains it, with the API's version"),
    title: Type.String(),
    status: Type.Integer(),
    detail: text("what happened, and what to do"),
    code: text("stable, for programs"),
    retryable: Type.Boolean(),
    data: Type.Object({}),
  },
  strict,
);

/** How every refusal looks. */
export const refusals = {
  default: { description: "refused", content: { "application/problem+json": { schema: ProblemJson } } },
} as const;
export const plainText = (description: string) => ({
  200: { description, content: { "text/plain": { schema: Type.String() } } },
});
export const unchanged = { 304: Type.Null({ description: "the same as the ETag given" }) } as const;
export const eventStream = {
  200: { description: "text/event-stream", content: { "text/event-stream": { schema: Type.String() } } },
  ...refusals,
} as const;
