import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Static, Type } from "typebox";
import type { Address } from "../protocol/ids.ts";
import { AddressText } from "../protocol/wire.ts";
import { RuntimeError } from "../runtime/errors.ts";
import { checkValue, readJson } from "../runtime/jsonFile.ts";
import { deploymentPath } from "./deployments.ts";

const strict = { additionalProperties: false } as const;

export const NetworkJson = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64 }),
    chainId: Type.Integer({ minimum: 1 }),
    rpcUrls: Type.Array(Type.String({ pattern: "^https?://" }), { minItems: 1, maxItems: 8 }),
    paymentChannels: AddressText,
    nodeRegistry: AddressText,
    token: Type.Object(
      {
        address: AddressText,
        name: Type.String(),
        version: Type.String(),
        symbol: Type.String(),
        decimals: Type.Integer({ minimum: 0, maximum: 18 }),
      },
      strict,
    ),
    indexers: Type.Array(Type.String({ pattern: "^https?://" }), { maxItems: 16 }),
    profile: Type.String(),
    deploymentBlock: Type.Integer({ minimum: 0 }),
    /** True where real money and other people's networks are: lab overrides are refused there. */
    public: Type.Boolean(),
  },
  strict,
);

type Text = Static<typeof NetworkJson>;
export type Network = Omit<Text, "paymentChannels" | "nodeRegistry" | "token"> & {
  readonly paymentChannels: Address;
  readonly nodeRegistry: Address;
  readonly token: Omit<Text["token"], "address"> & { readonly address: Address };
};

/** Chains with real money or with other people's machines behind them, test networks included: there a file that says otherwise is not believed. */
const publicChainIds: ReadonlySet<number> = new Set([
  ...[1, 10, 56, 100, 130, 137, 324, 480, 8453, 42161, 42220, 43114, 59144, 81457, 534352],
  ...[17000, 560048, 11155111, 84532, 11155420, 80002, 421614],
]);

/** Whether lab overrides are refused on this network. */
export const isPublicNetwork = (network: Pick<Network, "public" | "chainId">): boolean =>
  network.public || publicChainIds.has(network.chainId);

const KeyText = Type.String({ pattern: "^0x[0-9a-f]{64}$" });
export const DevnetJson = Type.Object(
  {
    network: NetworkJson,
    accounts: Type.Record(Type.String(), Type.Object({ address: AddressText, privateKey: KeyText }, strict)),
  },
  strict,
);
export type DevnetFile = {
  readonly network: Network;
  readonly accounts: Readonly<Record<string, { readonly address: Address; readonly privateKey: `0x${string}` }>>;
};

/** Reads a network file: a bare network, or what `turnpike devnet` writes (`{network, accounts}`). */
export async function loadNetwork(path: string): Promise<Network> {
  const value = await readJson(path, Type.Unknown());
  if (typeof value === "object" && value !== null && "accounts" in value)
    return (checkValue(path, value, DevnetJson) as DevnetFile).network;
  return checkValue(path, value, NetworkJson) as Network;
}

/** The key of a funded account of the local chain, by its name. Code: `CONFIG_INVALID`. */
export async function devnetAccountKey(path: string, name: string): Promise<`0x${string}`> {
  const { accounts } = (await readJson(path, DevnetJson)) as DevnetFile;
  const account = accounts[name];
  if (account !== undefined) return account.privateKey;
  throw new RuntimeError(
    "CONFIG_INVALID",
    `the local chain has no account "${name}"; it has ${Object.keys(accounts).join(", ")}`,
    { name },
  );
}

/** The network file a command means: --network or TURNPIKE_NETWORK, a file or the name of a deployment in deployments/, or the local chain of this folder. */
export function networkPath(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): string {
  const given = flag ?? env.TURNPIKE_NETWORK;
  if (given !== undefined) {
    const path = resolve(cwd, given);
    return existsSync(path) ? path : (deploymentPath(given) ?? path);
  }
  const local = resolve(cwd, ".turnpike/devnet.json");
  if (existsSync(local)) return local;
  throw new RuntimeError(
    "FILE_MISSING",
    "no network is chosen: give --network FILE or NAME, set TURNPIKE_NETWORK, or start a local chain with: turnpike devnet",
  );
}
