import { fileURLToPath } from "node:url";
import { defineConfig } from "hardhat/config";

/** The compiler comes from npm: nothing here downloads one. */
const solcPath = fileURLToPath(import.meta.resolve("solc/soljson.js"));

export default defineConfig({
  solidity: {
    version: "0.8.37",
    path: solcPath,
    settings: { viaIR: true, optimizer: { enabled: true, runs: 1_000_000 }, evmVersion: "cancun" },
  },
  paths: { sources: "./contracts", tests: { solidity: "./test/contracts" } },
  networks: {
    default: { type: "edr-simulated", chainId: 31337, hardfork: "prague" },
  },
});
