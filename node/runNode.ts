import { isPublicNetwork } from "../chain/network.ts";
import { descriptorSeconds } from "../protocol/constants.ts";
import { type Descriptor, type DescriptorBody, signDescriptor } from "../protocol/descriptor.ts";
import { isCidr } from "../protocol/destination.ts";
import { nodeDomain, paymentsDomain } from "../protocol/domain.ts";
import { type UnixSeconds, unixSeconds } from "../protocol/units.ts";
import type { Clock } from "../runtime/clock.ts";
import { RuntimeError } from "../runtime/errors.ts";
import type { Logger } from "../runtime/logger.ts";
import { announce } from "./announce.ts";
import { Channels } from "./channels.ts";
import { endpointOf, hostAndPort, limitsOf, nodeFiles } from "./config.ts";
import { buildControl } from "./control/app.ts";
import { type HttpsPlane, openHttpsPlane } from "./dataplane/https/server.ts";
import { openWireguardPlane } from "./dataplane/wireguard/plane.ts";
import { NodeError } from "./errors.ts";
import { Intake } from "./intake.ts";
import type { OpenedNode } from "./openNode.ts";
import { createRelay } from "./relay.ts";
import { Reserver } from "./reserver.ts";
import { Sessions } from "./sessions.ts";
import { createSettler, type Settler } from "./settler.ts";
import { openFileVoucherStore } from "./vouchers/fileStore.ts";
import type { VoucherStore } from "./vouchers/port.ts";

export interface RunningNode {
  readonly descriptor: Descriptor;
  readonly plane: HttpsPlane;
  readonly sessions: Sessions;
  readonly settler: Settler;
  readonly store: VoucherStore;
  /** Ends the sessions in order, giving clients up to that long to pay what is due. */
  close(drainMilliseconds?: number): Promise<void>;
}

const announceSeconds = 3;
/** Locks of payers that have left are looked at at least this often. */
const releaseSeconds = 300;

/** Node versions with known HTTP/2 denial-of-service bugs are refused: the port faces the internet. */
export function requirePatchedNode(version: string): void {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  const from = (m: number, n: number, p: number) =>
    major > m || (major === m && (minor > n || (minor === n && patch >= p)));
  if (from(24, 18, 1) || (major === 22 && from(22, 23, 2))) return;
  throw new NodeError(
    "NODE_VERSION_UNPATCHED",
    `Node ${version} has known HTTP/2 denial-of-service bugs; run Node 24.18.1 or newer (22.23.2 on the 22 line)`,
    { version },
  );
}

/** Starts the daemon's parts and joins them. Codes: those of the store, the port and the chain, `NODE_NOT_REGISTERED`, `NODE_KEY_REPLACED`, `ENDPOINT_NOT_DIALABLE`, `LAB_ALLOW_ON_PUBLIC_CHAIN`. */
export async function runNode(
  node: OpenedNode,
  dir: string,
  tls: { key: string; certificate: string; sha256: string },
  clock: Clock,
  logger: Logger,
): Promise<RunningNode> {
  const { config, chain, secp, id } = node;
  if (config.labAllow.length > 0) {
    if (isPublicNetwork(chain.network)) {
      throw new NodeError(
        "LAB_ALLOW_ON_PUBLIC_CHAIN",
        "labAllow opens private networks and is refused on a public chain; remove it from node.json",
        {},
      );
    }
    if (!config.labAllow.every(isCidr))
      throw new RuntimeError("CONFIG_INVALID", "labAllow takes CIDR blocks such as 127.0.0.0/8; mend node.json");
    logger.warn({ labAllow: config.labAllow }, "this exit reaches private networks: for a lab only");
  }
  const { host: publicHost } = endpointOf(config, 0);
  const record = await chain.registry.node(id);
  if (record === undefined)
    throw new NodeError("NODE_NOT_REGISTERED", `node ${id} is not registered; run: turnpike node register`, {
      node: id,
    });
  if (record.key !== node.key)
    throw new NodeError(
      "NODE_KEY_REPLACED",
      `the registry names ${record.key} as the key of node ${id}, and this folder holds ${node.key}; bring that key's keystore here, or run: turnpike node rotate`,
      { node: id, expected: record.key, received: node.key },
    );

  const files = nodeFiles(dir);
  const store = await openFileVoucherStore(files.vouchers, id);
  if (store.cutBytes > 0)
    logger.warn({ bytes: store.cutBytes }, "a torn end of the voucher log was cut; no acknowledged voucher was in it");
  const channels = new Channels(chain, store, clock, id);
  const sign = secp.signer(node.nodeKey);
  const intake = new Intake({ chain, node: id, recover: secp.recover, keccak: secp.keccak, store, channels, clock });
  const reserver = new Reserver(chain, channels, store, logger);
  let descriptor: Descriptor | undefined;
  const current = (): Descriptor => {
    if (descriptor === undefined) throw new Error("the descriptor is signed before the port answers");
    return descriptor;
  };
  const limits = limitsOf(config);
  const { exitPolicy: policy, labAllow, ownAddresses } = config;
  const rules = { policy, labAllow, ownAddresses, limits };
  const tunnels =
    config.wireguard === undefined
      ? undefined
      : await openWireguardPlane(
          { ...config.wireguard, rules, logger },
          config.wireguard.publicPort ?? config.wireguard.listenPort,
        ).catch(async (error: unknown) => {
          await store.close();
          throw error;
        });
  const sessions = new Sessions({
    chain,
    node: id,
    sign,
    keccak: secp.keccak,
    store,
    channels,
    intake,
    reserver,
    clock,
    descriptor: current,
    limits,
    tunnels,
  });
  const settler = createSettler({ chain, node: id, store, channels, clock, logger });
  const control = await buildControl({
    node: id,
    payments: paymentsDomain(chain.network.chainId, chain.network.paymentChannels),
    sessions,
    relay: createRelay(chain, { free: config.relayFree }),
    recover: secp.recover,
    clock,
    logger,
  });
  const { host, port } = hostAndPort(config.listen);
  const plane = await openHttpsPlane({
    host,
    port,
    key: tls.key,
    certificate: tls.certificate,
    sessions,
    rules: () => rules,
    resolvers: config.resolvers ?? [],
    entrance: (gate, { host: named, port: asked }) =>
      named === publicHost && asked === tunnels?.offer.port ? tunnels.entrance(gate) : undefined,
    control,
  }).catch(async (error: unknown) => {
    await tunnels?.close();
    await store.close();
    throw error;
  });

  const endpoint = endpointOf(config, plane.port);
  const sealDescriptor = (now: UnixSeconds): Descriptor => {
    const body: DescriptorBody = {
      endpoint,
      certificateSha256: tls.sha256,
      transports: tunnels === undefined ? ["https"] : ["https", "wireguard", "wireguard+https"],
      pricePerGB: config.pricePerGB,
      country: config.country,
      capacityMbps: config.capacityMbps,
      exitPolicy: config.exitPolicy,
      labAllow: config.labAllow,
      ...(tunnels === undefined ? {} : { wireguard: tunnels.offer }),
    };
    // The time is a version that grows over restarts without a file of its own.
    const version = record.descriptorFloor > BigInt(now) ? record.descriptorFloor : BigInt(now);
    const unsigned = { node: id, version: version.toString(), validUntil: unixSeconds(now + descriptorSeconds), body };
    return signDescriptor(nodeDomain(chain.network.chainId, chain.network.nodeRegistry), unsigned, sign);
  };
  const renew = async () => {
    descriptor = sealDescriptor(clock.nowSeconds());
    missing = await announce(config.indexers, descriptor, logger);
  };
  // An indexer that is away, or has not seen the registration yet, hears of this node as soon as it listens.
  let missing: readonly string[] = [];
  const announceAgain = async () => {
    const quiet = {
      info: (data: object, message: string) => logger.info(data, message),
      warn: (data: object, message: string) => logger.debug(data, message),
    };
    if (missing.length > 0) missing = await announce(missing, current(), quiet);
  };
  await renew();

  const timers = [
    setInterval(() => sessions.tick(), 1_000),
    every(
      Math.max(2, chain.profile.blockSeconds) * 1_000,
      () => sessions.refreshFacts(),
      "the chain could not be read",
      logger,
    ),
    every(config.settleIntervalSeconds * 1_000, () => settler.run(), "settling failed", logger),
    every(
      Math.min(releaseSeconds, config.settleIntervalSeconds) * 1_000,
      () => settler.release(),
      "locks could not be released",
      logger,
    ),
    every(announceSeconds * 1_000, announceAgain, "an indexer could not be told", logger),
    every((descriptorSeconds / 4) * 1_000, () => renew(), "the descriptor could not be renewed", logger),
  ];
  return {
    get descriptor() {
      return current();
    },
    plane,
    sessions,
    settler,
    store,
    close: async (drainMilliseconds = 0) => {
      for (const timer of timers) clearInterval(timer);
      await sessions.closeAll(drainMilliseconds);
      // What the policy would settle anyway is settled now; the rest waits in the log for the next start.
      await settler
        .run()
        .catch((error: unknown) => logger.warn({ error }, "the last settling failed; vouchers stay in the log"));
      await plane.close();
      await tunnels?.close();
      await store.close();
    },
  };
}

/** Repeats work that may fail; one run at a time, and a failure is told once until it works again. */
function every(milliseconds: number, work: () => Promise<unknown>, failure: string, logger: Logger): NodeJS.Timeout {
  let running = false;
  let failing = false;
  return setInterval(() => {
    if (running) return;
    running = true;
    work()
      .then(() => {
        failing = false;
      })
      .catch((error: unknown) => {
        if (!failing) logger.warn({ error }, failure);
        failing = true;
      })
      .finally(() => {
        running = false;
      });
  }, milliseconds);
}
