/** The reputation API as this page uses it (docs/api.md). Amounts are decimal strings of base units. */
export interface Offer {
  readonly version: string;
  readonly validUntil: number;
  readonly body: {
    readonly endpoint: { readonly host: string; readonly port: number };
    readonly transports: readonly string[];
    readonly pricePerGB: string;
    readonly country: string;
    readonly capacityMbps: number;
    readonly exitPolicy: { readonly preset: string };
    readonly labAllow: readonly string[];
  };
}
export interface NodeEntry {
  readonly node: string;
  readonly operator: string;
  readonly bond: string;
  readonly active: boolean;
  readonly registeredAt: number;
  readonly score: number;
  readonly scoreState: "normal" | "contested";
  readonly newcomer: boolean;
  readonly weight: string;
  readonly settledVolume: string;
  readonly distinctPayers: number;
  readonly descriptor: Offer | null;
}
export interface NodeList {
  readonly epoch: { readonly block: number };
  readonly nodes: readonly NodeEntry[];
  readonly nextCursor: string | null;
}
export interface Signal {
  readonly name: string;
  readonly value: number | string;
  readonly samples: number;
  readonly reason: string;
}
export interface Reputation {
  readonly score: number;
  readonly state: "normal" | "contested";
  readonly newcomer: boolean;
  readonly signals: readonly Signal[];
  readonly country: { readonly claimed: string | null; readonly verified: string | null };
  readonly probes: readonly (Signal & { readonly unit: string })[];
  readonly facts: readonly Signal[];
}
export interface HistoryPoint {
  readonly epoch: number;
  readonly time: number;
  readonly score: number;
  readonly active: boolean;
  readonly offering: boolean;
  readonly price: string | null;
  readonly bond: string;
  readonly settledVolume: string;
}
export interface History {
  readonly epochs: number;
  readonly offered: number;
  readonly points: readonly HistoryPoint[];
}
interface Figures {
  readonly nodes: number;
  readonly activeNodes: number;
  readonly offeringNodes: number;
  readonly staked: string;
  readonly settledVolume: string;
  readonly payers: number;
  readonly attestations: number;
}
export interface Stats extends Figures {
  readonly block: number;
  readonly formula: string;
  readonly network: { readonly name: string; readonly chainId: number };
  readonly token: { readonly symbol: string; readonly decimals: number };
  readonly medianPrice: string;
  readonly countries: readonly { readonly country: string; readonly nodes: number }[];
}
export interface Epoch {
  readonly epoch: number;
  readonly block: number;
  readonly blockHash: string;
  readonly time: number;
  readonly formula: string;
  readonly lines: number;
  readonly root: string;
  readonly signature: string;
  readonly stats: Figures;
  readonly inputs: boolean;
}
export interface Epochs {
  readonly signer: string;
  readonly epochBlocks: number;
  readonly epochs: readonly Epoch[];
}

/** A refusal of the API, in its own words. */
export class Refused extends Error {}

export async function ask<T>(path: string): Promise<T> {
  const response = await fetch(path, { headers: { accept: "application/json" } });
  const value: unknown = await response.json().catch(() => undefined);
  if (response.ok) return value as T;
  const { detail } = (value ?? {}) as { detail?: string };
  throw new Refused(detail ?? `the indexer answered ${response.status}; try again`);
}
