/** Constants. The first part is the specification (both sides must agree); the second holds choices an implementation may change. */
import type { Bytes, TokenAmount } from "./units.ts";

// Specification
export const bytesPerGB = 1_000_000_000n;
export const protocolVersion = 1;
/** Seconds from a withdraw request until the money may leave. */
export const thawSeconds = 24 * 3600;
/** The longest reservation the contract accepts. */
export const maxReservationSeconds = 30 * 24 * 3600;
/** The longest quote a client accepts. */
export const maxQuoteSeconds = 24 * 3600;
/** Evidence counts until this long after its quote ran out. */
export const evidenceSeconds = 5 * 24 * 3600;
/** A node is slashed once in this time at most. */
export const slashIntervalSeconds = 24 * 3600;
/** For this long a fault makes the next one dearer, and a slashed node weighs nothing in a draw. */
export const faultMemorySeconds = 90 * 24 * 3600;
/** The longest descriptor anybody accepts. */
export const maxDescriptorSeconds = 7 * 24 * 3600;
/** How far ahead a session proof may be valid. */
export const maxAuthSeconds = 120;
/** Clocks of two honest machines may differ by this much. */
export const clockSkewSeconds = 60;
export const windowFloor = 1_048_576n as Bytes;
export const windowCap = 67_108_864n as Bytes;
export const windowDivisor = 2n;
export const quantumDivisor = 4n;
/** Where packets can be lost on the way, a node writes off up to this share of what it was paid (docs/decisions/packet-loss.md). */
export const writeOffDivisor = 4n;
export const bodyLimit = 16_384;
/** RFC 9266: the label of the TLS exporter that a session proof names. */
export const exporterLabel = "EXPORTER-Channel-Binding";
/** How a session's bytes are counted; `wireguard+https` counts as `wireguard` does. */
export const transportNumbers = { https: 1, wireguard: 2 } as const;
export type QuotedTransport = keyof typeof transportNumbers;
export const scoreScale = 1_000_000;

// Choices
/** Unreserved vouchers a node carries: per channel, and for the whole process. */
export const unreservedPerChannel = 20_000n as TokenAmount;
export const unreservedPerNode = 5_000_000n as TokenAmount;
/** Locks that count before finality: per channel, and for the whole process. */
export const softLockPerChannel = 500_000n as TokenAmount;
export const softLockPerNode = 20_000_000n as TokenAmount;
/** Floor credit that one process gives away in an hour to payers it does not know. */
export const floorBudgetPerHour = 67_108_864n as Bytes;
export const quoteSeconds = 12 * 3600;
export const descriptorSeconds = 24 * 3600;
export const reservationSeconds = 72 * 3600;
