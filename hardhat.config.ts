import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "hardhat/config";

/** The compiler comes from npm: nothing here downloads one. */
const version = "0.8.37";
const path = fileURLToPath(import.meta.resolve("solc/soljson.js"));
const evmVersion = "cancun";

/**
 * Tests that load the contracts' published code, and see them through their interfaces only, are compiled themselves without the slow optimizer: seconds
 * instead of minutes.
 */
const tests = ["PaymentChannels", "attacks", "invariants", "vectors"].flatMap((folder) =>
  globSync(`test/contracts/${folder}/*.t.sol`, { cwd: import.meta.dirname }),
);
const testCompiler = { version, path, settings: { viaIR: false, optimizer: { enabled: false }, evmVersion } };

/** How often each fuzz test runs: few by default, 5,000 in CI (.ci/run), 100,000 by `npm run test:contracts:deep`. */
const fuzzRuns = Number(process.env.TURNPIKE_FUZZ_RUNS ?? 256);

export default defineConfig({
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
    },
  },
});
