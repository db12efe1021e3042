/** The chain of the backfill bench: 100,000 events of our contracts. */
export const backfillShape = {
  chainId: 31_337,
  eventBlocks: 2_000,
  perBlock: 50,
  /** Behind the events, so that all of them are final for every indexer, and reorg handling only watches. */
  emptyBlocks: 70,
  payers: 1_000,
} as const;

export const backfillContracts = {
  paymentChannels: "0x1000000000000000000000000000000000000001",
  nodeRegistry: "0x1000000000000000000000000000000000000002",
  token: "0x1000000000000000000000000000000000000003",
} as const;
