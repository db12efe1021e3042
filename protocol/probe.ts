/**
 * A probe: what a prober, a paying client like any other, found at one node. It is published late, and committed to at once: the prober signs a hash of it before
 * anybody could know which session it was, so that what is published later cannot follow what somebody wishes. From its findings follows a quality.
 */
import { type Static, Type } from "typebox";
import { canonicalJson } from "./canonicalJson.ts";
import { scoreScale } from "./constants.ts";
import { keccakText } from "./domain.ts";
import { accept, type Result, refuse } from "./errors.ts";
import type { Address, Hash, Hex } from "./ids.ts";
import type { Recover, Sign } from "./signature.ts";
import { AddressText, AmountText, HashText, SignatureText, Time } from "./wire.ts";

const strict = { additionalProperties: false } as const;
const Found = Type.Union([Type.Boolean(), Type.Null()]);
const Measured = Type.Union([Type.Integer({ minimum: 0, maximum: 2 ** 40 }), Type.Null()]);

/** What was found; null for what could not be measured, which counts neither way. */
export const ProbeJson = Type.Object(
  {
    node: AddressText,
    at: Time,
    /** A session was opened and carried something. */
    connected: Type.Boolean(),
    /** The code of what went wrong, or nothing. */
    problem: Type.String({ pattern: "^[A-Z_]{0,64}$" }),
    /** The country of the node's signed offer, and that of the address that the canary saw; empty where no table knows it. */
    claimed: Type.String({ pattern: "^[A-Z]{2}$" }),
    country: Type.String({ pattern: "^([A-Z]{2})?$" }),
    /** The exit looked names up rightly. */
    names: Found,
    /** The pages came as they were sent. */
    page: Found,
    goodputKbps: Measured,
    /** What the offer promises, or the prober's own line where that is less. */
    expectedKbps: Type.Integer({ minimum: 1, maximum: 2 ** 40 }),
    latencyMilliseconds: Measured,
    /** The most that the node asked for, and what is due by the prober's own meter, in base units of the token. */
    demanded: AmountText,
    due: AmountText,
    /** Keeps the hash from telling what is in it. */
    salt: HashText,
  },
  strict,
);
export type Probe = Static<typeof ProbeJson>;

export const CommitmentJson = Type.Object(
  { hash: HashText, at: Time, publishAt: Time, prober: AddressText, signature: SignatureText },
  strict,
);

/** A prober's word that it has a result, which comes not before `publishAt`. */
export interface Commitment {
  readonly hash: Hash;
  readonly at: number;
  readonly publishAt: number;
  readonly prober: Address;
  readonly signature: Hex;
}

/** Results count for so long: six half-lives. Commitments that nothing followed are shown as long. */
export const probeWindowSeconds = 84 * 86_400;
const longestDelaySeconds = 7 * 86_400;
/** A result is committed to within this after its session. */
const commitWithinSeconds = 86_400;

/** Nothing signed or hashed for a probe can be taken for a message of the chain, of a wallet or of an epoch. */
const resultPreamble = "Turnpike probe result, version 1\n";
const commitmentPreamble = "Turnpike probe commitment, version 1\n";

export const probeHash = (probe: Probe): Hash => keccakText(resultPreamble + canonicalJson({ ...probe }));

type Unsigned = Pick<Commitment, "hash" | "at" | "publishAt">;

const commitmentDigest = (chainId: number, { hash, at, publishAt }: Unsigned): Hash =>
  keccakText(commitmentPreamble + canonicalJson({ chainId, hash, at, publishAt }));

export const signCommitment = (chainId: number, terms: Unsigned, prober: Address, sign: Sign): Commitment => ({
  ...terms,
  prober,
  signature: sign(commitmentDigest(chainId, terms)),
});

/** Codes: `PROBE_OUT_OF_RANGE`, `PROBE_BAD_SIGNATURE`. */
export function checkCommitment(chainId: number, commitment: Commitment, recover: Recover): Result<Commitment> {
  const { at, publishAt, prober, signature } = commitment;
  if (publishAt <= at || publishAt > at + longestDelaySeconds)
    return refuse("PROBE_OUT_OF_RANGE", "a probe is published after its commitment, within seven days; sign it again", {
      at,
      publishAt,
    });
  if (recover(commitmentDigest(chainId, commitment), signature) === prober) return accept(commitment);
  return refuse("PROBE_BAD_SIGNATURE", "the commitment is not signed by the prober that it names; do not believe it", {
    prober,
  });
}

/** Whether a result is the one that was committed to. Codes: `PROBE_MISMATCH`, `PROBE_OUT_OF_RANGE`. */
export function checkProbe(commitment: Commitment, probe: Probe): Result<Probe> {
  if (probeHash(probe) !== commitment.hash)
    return refuse("PROBE_MISMATCH", "the result is not the one that was committed to; do not believe it", {
      hash: commitment.hash,
    });
  if (probe.at > commitment.at || probe.at + commitWithinSeconds < commitment.at)
    return refuse("PROBE_OUT_OF_RANGE", "a result is committed to within a day after its session, not before it", {
      at: probe.at,
    });
  return accept(probe);
}

/** What each finding is worth, in millionths: the rest is for having carried anything. */
const countryWorth = 300_000;
const goodputWorth = 200_000;
/** Goodput is good from this part of what was promised on. */
const goodputPercent = 80;

export const isBillHonest = ({ demanded, due }: Probe): boolean => BigInt(demanded) <= BigInt(due);
/** Undefined where no table knows the address. */
export const isCountryRight = ({ country, claimed }: Probe): boolean | undefined =>
  country === "" ? undefined : country === claimed;
export const isGoodputRight = ({ goodputKbps, expectedKbps }: Probe): boolean | undefined =>
  goodputKbps === null ? undefined : goodputKbps * 100 >= expectedKbps * goodputPercent;

/**
 * Quality of a probe, 0 to 1,000,000. Nothing for one that carried nothing, changed a page, lied about a name or asked for more than it carried. Else half, and
 * 0.3 for the country that it claims, and 0.2 for 80% of the goodput that it promises, less in proportion.
 */
export function qualityOf(probe: Probe): number {
  if (!probe.connected || probe.page === false || probe.names === false || !isBillHonest(probe)) return 0;
  const country = isCountryRight(probe) === false ? 0 : countryWorth;
  const wanted = probe.expectedKbps * goodputPercent;
  const goodput =
    probe.goodputKbps === null || probe.goodputKbps * 100 >= wanted
      ? goodputWorth
      : Number((BigInt(goodputWorth) * BigInt(probe.goodputKbps) * 100n) / BigInt(wanted));
  return scoreScale - countryWorth - goodputWorth + country + goodput;
}
