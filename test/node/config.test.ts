import { expect, it } from "vitest";
import { NodeConfigJson } from "../../node/config.ts";
import { resolveConfig } from "../../runtime/config.ts";

/** Each key of node.json: its variable, what an operator writes there, and what the daemon then has. */
const variables: Readonly<Record<keyof typeof NodeConfigJson.properties, readonly [string, string, unknown]>> = {
  listen: ["TURNPIKE_NODE_LISTEN", "[::1]:443", "[::1]:443"],
  publicEndpoint: ["TURNPIKE_NODE_PUBLIC_ENDPOINT", "exit.example.org:443", "exit.example.org:443"],
  pricePerGB: ["TURNPIKE_NODE_PRICE_PER_GB", "80000", "80000"],
  country: ["TURNPIKE_NODE_COUNTRY", "DE", "DE"],
  capacityMbps: ["TURNPIKE_NODE_CAPACITY_MBPS", "250", 250],
  exitPolicy: ["TURNPIKE_NODE_EXIT_POLICY", '{"preset":"open","rules":[]}', { preset: "open", rules: [] }],
  labAllow: ["TURNPIKE_NODE_LAB_ALLOW", '["10.0.0.0/8"]', ["10.0.0.0/8"]],
  ownAddresses: ["TURNPIKE_NODE_OWN_ADDRESSES", '["203.0.113.9"]', ["203.0.113.9"]],
  resolvers: ["TURNPIKE_NODE_RESOLVERS", '["9.9.9.9"]', ["9.9.9.9"]],
  indexers: ["TURNPIKE_NODE_INDEXERS", '["https://indexer.example.org"]', ["https://indexer.example.org"]],
  wireguard: [
    "TURNPIKE_NODE_WIREGUARD",
    '{"listenPort":51820,"interfaceName":"turnpike0","resolver":"9.9.9.9"}',
    { listenPort: 51_820, interfaceName: "turnpike0", resolver: "9.9.9.9" },
  ],
  perClientBitsPerSecond: ["TURNPIKE_NODE_PER_CLIENT_BITS_PER_SECOND", "64000", 64_000],
  perClientNewConnectionsPerSecond: ["TURNPIKE_NODE_PER_CLIENT_NEW_CONNECTIONS_PER_SECOND", "7", 7],
  perClientConnections: ["TURNPIKE_NODE_PER_CLIENT_CONNECTIONS", "9", 9],
  relayFree: ["TURNPIKE_NODE_RELAY_FREE", "true", true],
  settleIntervalSeconds: ["TURNPIKE_NODE_SETTLE_INTERVAL_SECONDS", "60", 60],
  logLevel: ["TURNPIKE_NODE_LOG_LEVEL", "debug", "debug"],
};
const file = {
  ...{ listen: "192.0.2.1:443", pricePerGB: "100000", country: "NL", capacityMbps: 100, labAllow: [] },
  ...{ exitPolicy: { preset: "reduced", rules: [] }, ownAddresses: [], indexers: [], relayFree: false },
  ...{ settleIntervalSeconds: 600, logLevel: "info" },
};
const resolve = (env: Record<string, string>) =>
  resolveConfig({
    ...{ schema: NodeConfigJson, source: "node.json", flags: {}, env, envPrefix: "TURNPIKE_NODE_" },
    ...{ file, defaults: {} },
  });

it.each(Object.entries(variables))("%s of node.json is set by its variable", (key, [name, text, value]) => {
  expect(resolve({ [name]: text })).toEqual({ ...file, [key]: value });
});

it("a price that the environment spells in another way is refused, where once the old price was sold without a word", () => {
  expect(() => resolve({ TURNPIKE_NODE_PRICE_PER_G_B: "80000" })).toThrow(
    expect.objectContaining({
      ...{ code: "CONFIG_UNKNOWN_KEY", exitCode: 2 },
      message: expect.stringMatching(/TURNPIKE_NODE_PRICE_PER_G_B.*unset it or mend its spelling/),
    }),
  );
});
