import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "hardhat/config";
import type { HardhatPlugin } from "hardhat/types/plugins";

/** The compiler comes from npm: nothing here downloads one. */
const version = "0.8.37";
const path = fileURLToPath(import.meta.resolve("solc/soljson.js"));
const evmVersion = "cancun";

/**
 * Tests that load the contracts' published code, and see them through their interfaces only, are compiled themselves without the slow optimizer: seconds
 * instead of minutes.
 */
const tests = ["PaymentChannels/*", "NodeRegistry/*", "attacks/*", "tokens/*", "invariants/hostileToken"].flatMap(
  (name) => globSync(`test/contracts/${name}.t.sol`, { cwd: import.meta.dirname }),
);
const testCompiler = { version, path, settings: { viaIR: false, optimizer: { enabled: false }, evmVersion } };

/** Hardhat compiles files together when their settings are one object, and makes an object of each override: this makes them one again. */
const oneTestCompiler: HardhatPlugin = {
  id: "turnpike:one-test-compiler",
  hookHandlers: {
    config: async () => ({
      default: async () => ({
        resolveUserConfig: async (userConfig, resolveVariable, next) => {
          const resolved = await next(userConfig, resolveVariable);
          for (const profile of Object.values(resolved.solidity.profiles)) {
            const [first] = Object.values(profile.overrides);
            if (first !== undefined) for (const file of Object.keys(profile.overrides)) profile.overrides[file] = first;
          }
          return resolved;
        },
      }),
    }),
  },
};

/** How often each fuzz test runs: few by default, 5,000 by `npm run test:contracts`, 100,000 by `npm run test:contracts:deep`. */
const fuzzRuns = Number(process.env.TURNPIKE_FUZZ_RUNS ?? 256);

/** How many histories each invariant is tried on; each is `depth` calls long. */
const invariantRuns = Number(process.env.TURNPIKE_INVARIANT_RUNS ?? 4);

export default defineConfig({
  plugins: [oneTestCompiler],
  solidity: {
    compilers: [
      { version, path, settings: { viaIR: true, optimizer: { enabled: true, runs: 1_000_000 }, evmVersion } },
    ],
    overrides: Object.fromEntries(tests.map((file) => [file, testCompiler])),
  },
  paths: { sources: "./contracts", tests: { solidity: "./test/contracts" } },
  networks: {
    default: { type: "edr-simulated", chainId: 31337, hardfork: "prague" },
  },
  test: {
    solidity: {
      fsPermissions: { readDirectory: ["./test/vectors"] },
      fuzz: { runs: fuzzRuns },
      invariant: { runs: invariantRuns, depth: 100, failOnRevert: true },
    },
  },
});
