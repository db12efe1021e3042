import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Static, Type } from "typebox";
import { profileOf } from "../../chain/profiles.ts";
import type { Address, Hex } from "../../protocol/ids.ts";
import { AddressText, AmountText, HashText } from "../../protocol/wire.ts";
import { RuntimeError } from "../../runtime/errors.ts";
import { readJson } from "../../runtime/jsonFile.ts";

const strict = { additionalProperties: false } as const;
const folder = fileURLToPath(new URL("../../deployments/parameters/", import.meta.url));

/**
 * What a deployment on one chain is made of: deployments/parameters/NAME.json. Amounts are base units of the token. `shape` is what a local chain is made to
 * look like in a dry run.
 */
const ParametersJson = Type.Object(
  {
    name: Type.String({ pattern: "^[a-z][a-z0-9-]{0,31}$" }),
    chainId: Type.Integer({ minimum: 1 }),
    profile: Type.String(),
    token: Type.Object(
      {
        address: AddressText,
        name: Type.String({ minLength: 1 }),
        version: Type.String({ minLength: 1 }),
        symbol: Type.String({ minLength: 1 }),
        decimals: Type.Integer({ minimum: 6, maximum: 6 }),
      },
      strict,
    ),
    minimumStake: AmountText,
    /** Hundredths of a percent of what is settled; a tenth at most. */
    feeBps: Type.Integer({ minimum: 0, maximum: 1_000 }),
    maxRelayFee: AmountText,
    /** Of CREATE2: the same salt, code and parameters give the same addresses, whoever deploys. */
    salt: HashText,
    shape: Type.Object(
      {
        chainType: Type.Union([Type.Literal("l1"), Type.Literal("op"), Type.Literal("generic")]),
        hardfork: Type.String(),
        baseFeeWei: AmountText,
        l1Fee: Type.Optional(
          Type.Object(
            {
              baseFeeWei: AmountText,
              blobBaseFeeWei: AmountText,
              baseFeeScalar: Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 }),
              blobBaseFeeScalar: Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 }),
            },
            strict,
          ),
        ),
      },
      strict,
    ),
  },
  strict,
);
type Text = Static<typeof ParametersJson>;
export type ChainParameters = Omit<Text, "minimumStake" | "maxRelayFee" | "salt" | "token"> & {
  readonly minimumStake: bigint;
  readonly maxRelayFee: bigint;
  readonly salt: Hex;
  readonly token: Omit<Text["token"], "address"> & { readonly address: Address };
};

/** A dollar, and a million. */
const leastStake = 1_000_000n;
const mostStake = 1_000_000_000_000n;
/** Half a dollar: what docs/payments.md promises payers. */
const mostRelayFee = 500_000n;

export const parameterNames = (): readonly string[] =>
  readdirSync(folder)
    .map((file) => file.replace(/\.json$/, ""))
    .sort();

/** Reads a chain's parameters by name or path, and holds them to their bounds. Codes: `FILE_MISSING`, `CONFIG_INVALID`, `CONFIG_UNKNOWN_KEY`. */
export async function loadParameters(nameOrPath: string): Promise<ChainParameters> {
  const path = parameterNames().includes(nameOrPath) ? join(folder, `${nameOrPath}.json`) : nameOrPath;
  const text = await readJson(path, ParametersJson);
  const within = (key: string, value: bigint, least: bigint, most: bigint): bigint => {
    if (value >= least && value <= most) return value;
    throw new RuntimeError("CONFIG_INVALID", `${path}: ${key} must be from ${least} to ${most}, not ${value}`, { key });
  };
  profileOf(text.profile);
  return {
    ...text,
    minimumStake: within("minimumStake", BigInt(text.minimumStake), leastStake, mostStake),
    maxRelayFee: within("maxRelayFee", BigInt(text.maxRelayFee), 0n, mostRelayFee),
    salt: text.salt as Hex,
    token: { ...text.token, address: text.token.address as Address },
  };
}
