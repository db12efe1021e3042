import { join } from "node:path";
import { type Static, Type } from "typebox";
import { ExitPolicyJson } from "../protocol/wire.ts";
import { type ClientLimits, defaultLimits } from "./dataplane/limits.ts";
import { NodeError } from "./errors.ts";

/** `node.json` in the node's folder. Prices are decimal strings of token base units per GB; times are seconds. */
export const NodeConfigJson = Type.Object(
  {
    /** HOST:PORT of the one public port. */
    listen: Type.String({ pattern: "^.+:[0-9]{1,5}$" }),
    /** What clients dial when it differs from `listen`: HOST:PORT. */
    publicEndpoint: Type.Optional(Type.String({ pattern: "^.+:[0-9]{1,5}$" })),
    pricePerGB: Type.String({ pattern: "^(0|[1-9][0-9]{0,28})$" }),
    country: Type.String({ pattern: "^[A-Z]{2}$" }),
    capacityMbps: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    exitPolicy: ExitPolicyJson,
    labAllow: Type.Array(Type.String({ maxLength: 49 }), { maxItems: 16 }),
    ownAddresses: Type.Array(Type.String({ maxLength: 45 }), { maxItems: 64 }),
    /** Name servers to ask instead of the host's own: addresses, with a port where it is not 53. */
    resolvers: Type.Optional(Type.Array(Type.String({ pattern: "^[0-9a-fA-F.:\\[\\]]{2,54}$" }), { maxItems: 8 })),
    indexers: Type.Array(Type.String({ pattern: "^https?://" }), { maxItems: 16 }),
    /** The WireGuard transport; absent: not offered. Needs root or CAP_NET_ADMIN. */
    wireguard: Type.Optional(
      Type.Object(
        {
          /** UDP port on this host. */
          listenPort: Type.Integer({ minimum: 1, maximum: 65_535 }),
          /** UDP port that clients dial, when it differs. */
          publicPort: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
          interfaceName: Type.String({ pattern: "^[a-z][a-z0-9]{0,14}$" }),
          /** Address of the resolver that clients' DNS questions are passed on to. */
          resolver: Type.String({ maxLength: 45 }),
        },
        { additionalProperties: false },
      ),
    ),
    /** What one client may do, on every transport; absent: no limit on the rate, 200 new connections a second, 4096 at once. */
    perClientBitsPerSecond: Type.Optional(Type.Integer({ minimum: 64_000, maximum: 1_000_000_000_000 })),
    perClientNewConnectionsPerSecond: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    perClientConnections: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    relayFree: Type.Boolean(),
    settleIntervalSeconds: Type.Integer({ minimum: 1, maximum: 86_400 }),
    logLevel: Type.Union([Type.Literal("debug"), Type.Literal("info"), Type.Literal("warn"), Type.Literal("error")]),
  },
  { additionalProperties: false },
);
export type NodeConfig = Static<typeof NodeConfigJson>;

/** Where things lie in a node's folder. */
export const nodeFiles = (dir: string) => ({
  config: join(dir, "node.json"),
  operatorKey: join(dir, "operator.keystore.json"),
  nodeKey: join(dir, "node.keystore.json"),
  /** A key on its way to become the node's, while `turnpike node rotate` runs. */
  nextNodeKey: join(dir, "node.next.keystore.json"),
  tlsKey: join(dir, "tls.sealed"),
  certificate: join(dir, "certificate.pem"),
  vouchers: join(dir, "vouchers.log"),
  admin: join(dir, "admin.sock"),
});

/**
 * What clients dial: the public endpoint, or where the port listens. A wildcard address is nothing to dial. Code: `ENDPOINT_NOT_DIALABLE`.
 */
export function endpointOf(
  config: Pick<NodeConfig, "listen" | "publicEndpoint">,
  port: number,
): { readonly host: string; readonly port: number } {
  if (config.publicEndpoint !== undefined) return hostAndPort(config.publicEndpoint);
  const { host } = hostAndPort(config.listen);
  if (host !== "0.0.0.0" && host !== "::") return { host, port };
  throw new NodeError(
    "ENDPOINT_NOT_DIALABLE",
    `nobody can dial ${config.listen}; say what clients dial: --public-endpoint HOST:PORT of init, or publicEndpoint in node.json`,
  );
}

export const limitsOf = (config: NodeConfig): ClientLimits => ({
  bitsPerSecond: config.perClientBitsPerSecond,
  newConnectionsPerSecond: config.perClientNewConnectionsPerSecond ?? defaultLimits.newConnectionsPerSecond,
  connectionsAtOnce: config.perClientConnections ?? defaultLimits.connectionsAtOnce,
});

/** Splits HOST:PORT, IPv6 in brackets. */
export function hostAndPort(text: string): { readonly host: string; readonly port: number } {
  const at = text.lastIndexOf(":");
  return { host: text.slice(0, at).replace(/^\[|\]$/g, ""), port: Number(text.slice(at + 1)) };
}
