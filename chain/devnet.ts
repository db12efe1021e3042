import { pbkdf2Sync } from "node:crypto";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HDKey, hdKeyToAccount } from "viem/accounts";
import type { Address, Hex } from "../protocol/ids.ts";
import { deployTurnpike } from "./deploy.ts";
import { ChainError } from "./errors.ts";
import type { DevnetFile } from "./network.ts";

/** The mnemonic of every local Ethereum chain: known to all, worth nothing. */
const mnemonic = "test test test test test test test test test test test junk";

/** Who pays gas. The payer and its owner hold test dollars only: the product never needs more of them. */
const withGas = ["deployer", "operator1", "operator2", "operator3", "operator4", "operator5"] as const;
const withoutGas = ["payer", "payer2", "owner"] as const;
const dollars = 1_000_000_000n;
const minimumStake = 100_000_000n;

export interface Devnet {
  readonly rpcUrl: string;
  readonly file: DevnetFile;
  close(): Promise<void>;
}

interface DevnetAccount {
  readonly address: Address;
  readonly privateKey: Hex;
}

function accountAt(root: HDKey, index: number): DevnetAccount {
  const account = hdKeyToAccount(root, { addressIndex: index });
  const key = account.getHdKey().privateKey;
  if (key === null) throw new Error("the test mnemonic gave no key");
  return { address: account.address.toLowerCase() as Address, privateKey: `0x${Buffer.from(key).toString("hex")}` };
}

/**
 * Starts a local chain in this process on Hardhat's EVM, deploys everything and funds named accounts. It keeps nothing on disk. A block a second and
 * one per transaction. Codes: `DEVNET_NEEDS_HARDHAT`, `PORT_BUSY`.
 */
export async function startDevnet(options: { readonly port: number; readonly host?: string }): Promise<Devnet> {
  await requireFreePort(options.host ?? "127.0.0.1", options.port);
  const hardhat = await loadHardhat();
  const names = [...withGas, ...withoutGas];
  // BIP-39's seed, made once for all of them and by OpenSSL: nine times in JavaScript it is most of what starting takes.
  const seed = HDKey.fromMasterSeed(pbkdf2Sync(mnemonic, "mnemonic", 2_048, 64, "sha512"));
  const accounts: Record<string, DevnetAccount> = Object.fromEntries(
    names.map((name, index) => [name, accountAt(seed, index)]),
  );
  const runtime = await hardhat.createHardhatRuntimeEnvironment(
    {
      // No compiled contracts to read for stack traces: they would take a second of every start where the contracts' tests have run.
      paths: { artifacts: join(root, "noArtifacts") },
      networks: {
        devnet: {
          type: "edr-simulated",
          chainId: 31_337,
          // Fees of a rollup, so that the settler's decisions on a local chain look like those on one.
          initialBaseFeePerGas: 100_000n,
          minGasPrice: 0n,
          accounts: Object.entries(accounts).map(([name, account]) => ({
            privateKey: account.privateKey,
            balance: withGas.some((funded) => funded === name) ? 10n ** 21n : 0n,
          })),
          mining: { auto: true, interval: 1_000 },
        },
      },
    },
    {},
    root,
  );
  const server = await runtime.network.createServer("devnet", options.host ?? "127.0.0.1", options.port);
  const { address, port } = await server.listen();
  const rpcUrl = `http://${address}:${port}`;
  const deployer = accounts.deployer;
  if (deployer === undefined) throw new Error("no deployer");
  const network = await deployTurnpike({
    rpcUrl,
    deployerKey: deployer.privateKey,
    minimumStake,
    feeBps: 100,
    maxRelayFee: 500_000n,
    mint: names
      .filter((name) => name !== "deployer")
      .map((name) => ({ to: accounts[name]?.address ?? deployer.address, amount: dollars })),
  });
  return { rpcUrl, file: { network, accounts }, close: () => server.close() };
}

/** Hardhat wants to know a package: this one, wherever the command is run from. */
const root = fileURLToPath(new URL(".", import.meta.url));

async function loadHardhat(): Promise<typeof import("hardhat/hre")> {
  try {
    return await import("hardhat/hre");
  } catch (cause) {
    throw new ChainError(
      "DEVNET_NEEDS_HARDHAT",
      "the local chain runs on Hardhat, a development tool: use a clone of the repository, or run npm install hardhat@3.17.0 beside turnpike",
      {},
      { cause },
    );
  }
}

/** Hardhat's server throws past its caller when its port is in use, so that is found out first. Code: `PORT_BUSY`. */
function requireFreePort(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === "EADDRINUSE"
          ? new ChainError(
              "PORT_BUSY",
              `port ${port} is in use; stop what uses it or give another --port (0 takes a free one)`,
              { port },
              { cause },
            )
          : cause,
      ),
    );
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
