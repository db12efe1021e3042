/* Written by scripts/generate-api-types.ts from the API's schemas; do not edit. */
export interface Descriptor {
  readonly node: string;
  readonly version: string;
  readonly validUntil: number;
  readonly body: {
    readonly endpoint: {
      readonly host: string;
      readonly port: number;
    };
    readonly certificateSha256: string;
    readonly transports: readonly ("https" | "wireguard" | "wireguard+https")[];
    readonly pricePerGB: string;
    readonly country: string;
    readonly capacityMbps: number;
    readonly exitPolicy: {
      readonly preset: "web-only" | "reduced" | "open";
      readonly rules: readonly {
        readonly action: "accept" | "reject";
        readonly protocol: "tcp" | "udp" | "any";
        readonly ports: readonly [number, number];
      }[];
    };
    readonly labAllow: readonly string[];
    readonly wireguard?: {
      readonly publicKey: string;
      readonly port: number;
    } | undefined;
  };
  readonly signature: string;
}

export interface Attestation {
  readonly payer: string;
  readonly node: string;
  readonly cumulative: string;
  readonly score: number;
  readonly periodStart: number;
  readonly signature: string;
}

export interface ProbeCommitment {
  readonly hash: string;
  readonly at: number;
  readonly publishAt: number;
  readonly prober: string;
  readonly signature: string;
}

export interface Probe {
  readonly node: string;
  readonly at: number;
  readonly connected: boolean;
  readonly problem: string;
  readonly claimed: string;
  readonly country: string;
  readonly names: boolean | null;
  readonly page: boolean | null;
  readonly goodputKbps: number | null;
  readonly expectedKbps: number;
  readonly latencyMilliseconds: number | null;
  readonly demanded: string;
  readonly due: string;
  readonly salt: string;
}

export interface Node {
  readonly node: string;
  readonly operator: string;
  readonly key: string;
  /** token base units */
  readonly bond: string;
  readonly active: boolean;
  /** Unix seconds */
  readonly registeredAt: number;
  /** millionths */
  readonly score: number;
  readonly scoreState: "normal" | "contested";
  /** registered less than 14 days ago */
  readonly newcomer: boolean;
  /** for drawing at random; compares within one list */
  readonly weight: string;
  /** token base units */
  readonly settledVolume: string;
  /** payers that ever settled something here */
  readonly distinctPayers: number;
  /** how often the stake was slashed on evidence */
  readonly slashes: number;
  /** when last, in Unix seconds, 0 for never: the weight is 0 for 90 days */
  readonly slashedAt: number;
  /** the newest offer signed by the current key; null when there is none that is valid */
  readonly descriptor: Descriptor | null;
}

export interface ListQuery {
  /** ISO 3166-1 alpha-2, as the operator claims it */
  readonly country?: string | undefined;
  /** token base units per GB; leaves out nodes that offer nothing */
  readonly maxPrice?: string | undefined;
  /** millionths */
  readonly minScore?: number | undefined;
  readonly transport?: "https" | "wireguard" | "wireguard+https" | undefined;
  readonly operator?: string | undefined;
  /** at least the minimum stake and not unbonding */
  readonly active?: boolean | undefined;
  /** best first: high scores, bonds and weights, low prices, old nodes; default score */
  readonly sort?: "score" | "price" | "bond" | "registeredAt" | "weight" | undefined;
  /** nodes in a page; default 50 */
  readonly limit?: number | undefined;
  /** nextCursor of the page before, with the same sort and filters */
  readonly cursor?: string | undefined;
}

export interface NodeList {
  readonly epoch: {
    /** the last block in this answer */
    readonly block: number;
    readonly blockHash: string;
    /** version of the score's formula */
    readonly formula: string;
  };
  readonly nodes: readonly Node[];
  readonly nextCursor: string | null;
}

export interface Reputation {
  readonly node: string;
  readonly epoch: {
    /** the last block in this answer */
    readonly block: number;
    readonly blockHash: string;
    /** version of the score's formula */
    readonly formula: string;
  };
  /** millionths */
  readonly score: number;
  readonly state: "normal" | "contested";
  readonly newcomer: boolean;
  /** what the score is made of */
  readonly signals: readonly {
    readonly name: string;
    /** millionths */
    readonly value: number;
    /** how many it rests on */
    readonly samples: number;
    readonly reason: string;
  }[];
  /** of the signed offer, and of the address that probers saw traffic leave from */
  readonly country: {
    readonly claimed: string | null;
    readonly verified: string | null;
  };
  /** what published probes found, one by one */
  readonly probes: readonly {
    readonly name: string;
    readonly unit: "millionths" | "kbit/s" | "ms";
    /** share of probes in which it was right, or what was measured */
    readonly value: number;
    /** probes that could tell */
    readonly samples: number;
    readonly reason: string;
  }[];
  /** what the chain says: it gates, and never ranks */
  readonly facts: readonly {
    readonly name: string;
    /** token base units */
    readonly value: string;
    /** how many it rests on */
    readonly samples: number;
    readonly reason: string;
  }[];
}

export interface HistoryQuery {
  /** at most; default 200 */
  readonly limit?: number | undefined;
}

export interface History {
  readonly node: string;
  /** of the newest 720, those since the node's first point; the same for every `limit` */
  readonly epochs: number;
  /** of those, epochs in which the node had a valid offer; no uptime: an offer outlives a dead node by a day */
  readonly offered: number;
  /** oldest first; nothing changed between two points */
  readonly points: readonly {
    /** block divided by epochBlocks */
    readonly epoch: number;
    /** Unix seconds */
    readonly time: number;
    /** millionths */
    readonly score: number;
    readonly state: string;
    readonly active: boolean;
    readonly offering: boolean;
    readonly price: string | null;
    /** token base units */
    readonly bond: string;
    /** token base units */
    readonly settledVolume: string;
  }[];
}

export interface Channels {
  readonly payer: string;
  /** null for an account that holds nothing yet */
  readonly owner: string | null;
  /** token base units */
  readonly available: string;
  readonly channels: readonly {
    readonly node: string;
    readonly epoch: number;
    /** Unix seconds */
    readonly expiresAt: number;
    /** token base units */
    readonly locked: string;
    /** token base units */
    readonly settled: string;
  }[];
}

export interface Stats {
  readonly block: number;
  readonly formula: string;
  readonly network: {
    readonly name: string;
    readonly chainId: number;
  };
  readonly token: {
    readonly symbol: string;
    readonly decimals: number;
  };
  /** per GB, of nodes that are active and offer something */
  readonly medianPrice: string;
  /** active nodes with an offer, by the country that they claim */
  readonly countries: readonly {
    readonly country: string;
    readonly nodes: number;
  }[];
  readonly nodes: number;
  readonly activeNodes: number;
  /** active and with a valid descriptor */
  readonly offeringNodes: number;
  /** token base units */
  readonly staked: string;
  /** token base units */
  readonly settledVolume: string;
  readonly payers: number;
  readonly attestations: number;
}

export interface SelectQuery {
  /** ISO 3166-1 alpha-2, as the operator claims it */
  readonly country?: string | undefined;
  /** token base units per GB; leaves out nodes that offer nothing */
  readonly maxPrice?: string | undefined;
  /** millionths */
  readonly minScore?: number | undefined;
  readonly transport?: "https" | "wireguard" | "wireguard+https" | undefined;
  /** nodes to suggest; default 20 */
  readonly count?: number | undefined;
}

export interface Selection {
  readonly epoch: {
    /** the last block in this answer */
    readonly block: number;
    readonly blockHash: string;
    /** version of the score's formula */
    readonly formula: string;
  };
  /** nodes that fit the filters */
  readonly fitting: number;
  /** drawn at random by share, each at most once; the client draws from them again */
  readonly suggestions: readonly {
    /** of all draws among those that fit, in millionths, after the caps */
    readonly share: number;
    readonly node: Node;
  }[];
}

export interface EpochsQuery {
  /** block divided by epochBlocks */
  readonly before?: number | undefined;
  /** at most; default 50 */
  readonly limit?: number | undefined;
}

export interface Epoch {
  /** block divided by epochBlocks */
  readonly epoch: number;
  /** the epoch's block, final when it was signed */
  readonly block: number;
  readonly blockHash: string;
  /** Unix seconds of the block */
  readonly time: number;
  readonly formula: string;
  readonly chainId: number;
  readonly nodeRegistry: string;
  readonly paymentChannels: string;
  /** of the inputs */
  readonly lines: number;
  /** Merkle root of the lines (docs/reputation.md) */
  readonly root: string;
  readonly signature: string;
  /** as known when the epoch was signed; not part of it */
  readonly stats: {
    readonly nodes: number;
    readonly activeNodes: number;
    /** active and with a valid descriptor */
    readonly offeringNodes: number;
    /** token base units */
    readonly staked: string;
    /** token base units */
    readonly settledVolume: string;
    readonly payers: number;
    readonly attestations: number;
  };
  /** whether the lines can still be had here */
  readonly inputs: boolean;
}

export interface Epochs {
  /** whose signature every epoch carries */
  readonly signer: string;
  /** whose probes this indexer takes */
  readonly probers: readonly string[];
  readonly formula: string;
  /** blocks from epoch to epoch */
  readonly epochBlocks: number;
  readonly chainId: number;
  readonly nodeRegistry: string;
  readonly paymentChannels: string;
  readonly epochs: readonly Epoch[];
}

export interface InputsQuery {
  /** lines to leave out */
  readonly offset?: number | undefined;
}

export interface Proof {
  /** block divided by epochBlocks */
  readonly epoch: number;
  readonly root: string;
  readonly lines: number;
  /** as in the inputs, without the line feed */
  readonly line: string;
  /** of the line, from 0 */
  readonly index: number;
  /** neighbours from the leaf to the root */
  readonly path: readonly string[];
}

export interface Accepted {
  readonly accepted: true;
}

export interface Health {
  /** false, with status 503, when the chain was not read for a minute */
  readonly ok: boolean;
  readonly block: number;
  /** since the chain was last read to its head */
  readonly behindSeconds: number;
  /** the code of what went wrong last */
  readonly problem: string | null;
}

export interface ProblemDocument {
  /** a path of this API that explains it, with the API's version */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** what happened, and what to do */
  readonly detail: string;
  /** stable, for programs */
  readonly code: string;
  readonly retryable: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface ProblemType {
  /** where this is: the type of its problem documents */
  readonly type: string;
  /** stable, for programs */
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly retryable: boolean;
  readonly means: string;
  /** what to do */
  readonly remedy: string;
}

export interface ProblemTypes {
  readonly problems: readonly ProblemType[];
}

export type FeedEvent =
| ({ readonly type: "block" } & {
  /** the rows stand at this block now */
  readonly block: number;
  readonly blockHash: string;
})
| ({ readonly type: "epoch" } & {
  /** signed now */
  readonly epoch: number;
  readonly root: string;
})
| ({ readonly type: "descriptor" } & {
  readonly node: string;
  readonly version: string;
})
| ({ readonly type: "attestation" } & {
  readonly node: string;
})
| ({ readonly type: "probe" } & {
  readonly node: string;
});
