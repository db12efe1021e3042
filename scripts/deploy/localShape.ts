import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { EIP1193Provider } from "@nomicfoundation/ignition-core";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { Address, Hex } from "../../protocol/ids.ts";
import { createX } from "./deployTurnpike.ts";
import type { ChainParameters } from "./parameters.ts";
import { rpcProvider } from "./rpcProvider.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(import.meta.url);
const gasPriceBlock = "0x4200000000000000000000000000000000000015";
const implementationSlot = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";
const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, "0")}`;

export interface LocalShape {
  readonly url: string;
  readonly provider: EIP1193Provider;
  /** Funded, and unlocked for `eth_sendTransaction`. */
  readonly accounts: readonly Address[];
  close(): Promise<void>;
}

/**
 * A real local chain made to look like a public one, without any network: its chain id, hardfork and base fee, a rollup's fee for data, CreateX where it is
 * everywhere, and a dollar at the canonical address, laid out as there (proxy, domain, EIP-3009, blacklist).
 */
export async function openLocalShape(parameters: ChainParameters): Promise<LocalShape> {
  const { chainType, hardfork, baseFeeWei, l1Fee } = parameters.shape;
  // Before the server is there: the compiler holds up this process, and idle connections to it would run out meanwhile.
  dollarCode ??= compileDollar();
  const { proxy, dollar } = dollarCode;
  const hre = await createHardhatRuntimeEnvironment(
    {
      // No compiled contracts to read for stack traces, which takes a second.
      paths: { artifacts: "noArtifacts" },
      networks: {
        shape: {
          type: "edr-simulated",
          chainType,
          chainId: parameters.chainId,
          hardfork,
          initialBaseFeePerGas: BigInt(baseFeeWei),
          mining: { auto: true },
        },
      },
    },
    {},
    root,
  );
  const server = await hre.network.createServer("shape", "127.0.0.1", 0);
  const { address, port } = await server.listen();
  const url = `http://${address}:${port}`;
  const provider = rpcProvider(url);
  const rpc = (method: string, ...params: unknown[]) => provider.request({ method, params });
  const accounts = (await rpc("eth_accounts")) as Address[];

  if (l1Fee !== undefined) {
    // L1Block of the OP Stack: base fee in slot 1; sequence number, blob and base fee scalar from the right in slot 3; blob base fee in slot 7.
    await rpc("hardhat_setStorageAt", gasPriceBlock, "0x1", word(BigInt(l1Fee.baseFeeWei)));
    const scalars = (BigInt(l1Fee.baseFeeScalar) << 96n) | (BigInt(l1Fee.blobBaseFeeScalar) << 64n);
    await rpc("hardhat_setStorageAt", gasPriceBlock, "0x3", word(scalars));
    await rpc("hardhat_setStorageAt", gasPriceBlock, "0x7", word(BigInt(l1Fee.blobBaseFeeWei)));
  }
  const { presignedTx, deployer } = await presignedCreateX();
  await rpc("hardhat_setBalance", deployer, word(10n ** 21n));
  await rpc("eth_sendRawTransaction", presignedTx);
  if ((await rpc("eth_getCode", createX, "latest")) === "0x") throw new Error("CreateX is not where it belongs");

  // Any address does for the code behind the proxy.
  const implementation = "0x00000000000000000000000000000000c0de0001";
  await rpc("hardhat_setCode", implementation, dollar);
  await rpc("hardhat_setCode", parameters.token.address, proxy);
  await rpc("hardhat_setStorageAt", parameters.token.address, implementationSlot, word(BigInt(implementation)));
  return { url, provider, accounts, close: () => server.close() };
}

/** The transaction that put CreateX on every chain: signed by its deployer for none in particular. Ignition carries it, and sends it by itself to chain 31337 only. */
async function presignedCreateX(): Promise<{ presignedTx: Hex; deployer: Address }> {
  const core = join(require.resolve("@nomicfoundation/ignition-core/package.json"), "..");
  const file = join(core, "dist/src/internal/execution/strategy/createx-artifact.js");
  const { presignedTx } = (await import(pathToFileURL(file).href)) as { presignedTx: Hex };
  return { presignedTx, deployer: "0xed456e05caab11d66c4c797dd6c1d6f9a7f352b5" as Address };
}

/** Compiled once a process. */
let dollarCode: ReturnType<typeof compileDollar> | undefined;

/** Run-time code of the dollar and its proxy, compiled here: they are no part of what is published. */
function compileDollar(): { proxy: Hex; dollar: Hex } {
  const solc = require("solc") as { compile(input: string): string };
  const path = "contracts/test/CanonicalDollar.sol";
  const output = JSON.parse(
    solc.compile(
      JSON.stringify({
        language: "Solidity",
        sources: { [path]: { content: readFileSync(join(root, path), "utf8") } },
        settings: { evmVersion: "cancun", outputSelection: { "*": { "*": ["evm.deployedBytecode.object"] } } },
      }),
    ),
  ) as {
    contracts?: Record<string, Record<string, { evm: { deployedBytecode: { object: string } } }>>;
    errors?: unknown;
  };
  const code = (name: string): Hex => {
    const object = output.contracts?.[path]?.[name]?.evm.deployedBytecode.object;
    if (object === undefined) throw new Error(`the local dollar does not compile: ${JSON.stringify(output.errors)}`);
    return `0x${object}`;
  };
  return { proxy: code("CanonicalProxy"), dollar: code("CanonicalDollar") };
}
