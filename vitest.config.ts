import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes longest comes first, so that no worker is left alone with it at the end. The rest is started by size, as without a record of the last run. */
const longest = [
  "e2e/demo",
  "e2e/demoTunnel",
  "e2e/wireguardHttps",
  "cli/badInput",
  "e2e/wireguardHops",
  "indexer/runIndexer",
  "e2e/wireguardClient",
  "e2e/wireguardSupervision",
  "indexer/follow",
  "e2e/exportConfig",
  "e2e/quickstart",
  "e2e/leakMatrix",
  "node/budgets",
  "client/wallet",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return found === -1 ? longest.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One more than the cores of the smallest machine the suite is meant for: tests of real processes wait a third of their time. With more, those
    // processes mostly wait for each other.
    maxWorkers: 3,
    pool: "forks",
    sequence: { sequencer: LongestFirst },
    projects: [
      // protocol/ is pure: its tests can share a process, which saves half a second for each file.
      { extends: true, test: { name: "protocol", include: ["test/protocol/**/*.test.ts"], isolate: false } },
      { extends: true, test: { name: "all else", include: ["test/**/*.test.ts"], exclude: ["test/protocol/**"] } },
    ],
  },
});
