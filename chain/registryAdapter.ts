import { parseAbiItem } from "viem";
import { type Address, zeroAddress } from "../protocol/ids.ts";
import type { Connection } from "./chain.ts";
import { nodeRegistryAbi } from "./contracts.generated.ts";
import type { RegistryReader, RegistryWriter } from "./ports.ts";

const lower = (address: string): Address => address.toLowerCase() as Address;
const registeredEvent = parseAbiItem(
  "event Registered(address indexed node, address indexed operator, address payout, uint96 stake, uint64 descriptorFloor)",
);

/** NodeRegistry over viem. */
export function registryAdapter(connection: Connection): RegistryReader & RegistryWriter {
  const { client, network } = connection;
  const target = { address: network.nodeRegistry, abi: nodeRegistryAbi } as const;
  const send = (functionName: string, args: readonly unknown[]) => connection.send({ ...target, functionName, args });
  return {
    node: (id) =>
      connection.read(async (block) => {
        const record = await client.readContract({ ...target, functionName: "nodeOf", args: [id], ...block });
        if (record.operator === zeroAddress) return undefined;
        return {
          operator: lower(record.operator),
          payout: lower(record.payout),
          key: lower(record.key),
          bond: record.bond,
          registeredAt: record.registeredAt,
          unbondingAt: record.unbondingAt,
          descriptorFloor: record.descriptorFloor,
          slashes: record.slashes,
          slashedAt: record.lastSlashAt,
          pendingPayout: record.pendingPayout === zeroAddress ? undefined : lower(record.pendingPayout),
          payoutReadyAt: record.payoutReadyAt,
        };
      }),
    idOfKey: (key) =>
      connection.read(async (block) => {
        const id = await client.readContract({ ...target, functionName: "idOfKey", args: [key], ...block });
        return id === zeroAddress ? undefined : lower(id);
      }),
    minimumStake: () =>
      connection.read((block) => client.readContract({ ...target, functionName: "minimumStake", ...block })),
    isUsedEvidence: (id) =>
      connection.read((block) =>
        client.readContract({ ...target, functionName: "isUsedEvidence", args: [id], ...block }),
      ),
    isSpentKey: (key) =>
      connection.read((block) => client.readContract({ ...target, functionName: "isSpentKey", args: [key], ...block })),
    bountyOf: (reporter) =>
      connection.read((block) =>
        client.readContract({ ...target, functionName: "bountyOf", args: [reporter], ...block }),
      ),
    registered: () =>
      connection.read(async () => {
        const logs = await client.getLogs({
          address: network.nodeRegistry,
          event: registeredEvent,
          fromBlock: BigInt(network.deploymentBlock),
        });
        return logs.flatMap((log) => (log.args.node === undefined ? [] : [lower(log.args.node)]));
      }),
    register: (terms) =>
      send("register", [terms.node, terms.payout, terms.stake, terms.descriptorFloor, terms.deadline, terms.signature]),
    topUp: (node, amount) => send("topUp", [node, amount]),
    rotateKey: (node, newKey, deadline, signature) => send("rotateKey", [node, newKey, deadline, signature]),
    proposePayout: (node, payout) => send("proposePayout", [node, payout]),
    vetoPayout: (node) => send("vetoPayout", [node]),
    cancelPayout: (node) => send("cancelPayout", [node]),
    applyPayout: (node) => send("applyPayout", [node]),
    cancelUnstake: (node) => send("cancelUnstake", [node]),
    requestUnstake: (node) => send("requestUnstake", [node]),
    withdrawStake: (node) => send("withdrawStake", [node]),
    slash: ({ quote, demands: [one, other] }, reporter) =>
      other === undefined
        ? send("slashOvercharge", [quote, quote.signature, one, one.signature, reporter])
        : send("slashContradiction", [quote, quote.signature, one, one.signature, other, other.signature, reporter]),
    collectBounty: (reporter) => send("collectBounty", [reporter]),
  };
}
