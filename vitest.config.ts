import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores are the smallest machine the suite is meant for; more workers there only make the real processes of the tests wait for each other.
    maxWorkers: 2,
    pool: "forks",
  },
});
