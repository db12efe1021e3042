import type { Chain } from "../chain/chain.ts";
import { isPublicNetwork } from "../chain/network.ts";
import { checkDescriptor, type Descriptor } from "../protocol/descriptor.ts";
import { classifyAddress } from "../protocol/destination.ts";
import { nodeDomain } from "../protocol/domain.ts";
import { orThrow } from "../protocol/errors.ts";
import type { Address } from "../protocol/ids.ts";
import { isShunned } from "../protocol/selection.ts";
import type { Recover } from "../protocol/signature.ts";
import type { Clock } from "../runtime/clock.ts";
import { ClientError } from "./errors.ts";
import type { PaidNode } from "./session.ts";

/**
 * Makes sure of a node before a byte is sent to it: record, stake and key on chain, the descriptor's signature and age, and an endpoint that is a public
 * host. A node that was slashed within 90 days passes with `evenSlashed` alone: an indexer may not have said so. Codes: `NODE_NOT_ACTIVE`, `NODE_SLASHED`, `NODE_ENDPOINT_NOT_GLOBAL`, those of `checkDescriptor` and of the chain.
 */
export async function verifyNode(
  chain: Chain,
  id: Address,
  descriptor: Descriptor,
  clock: Clock,
  recover: Recover,
  evenSlashed: boolean,
): Promise<PaidNode> {
  const [record, minimum] = await Promise.all([chain.registry.node(id), chain.registry.minimumStake()]);
  if (record === undefined || record.bond < minimum || record.unbondingAt !== 0) {
    throw new ClientError("NODE_NOT_ACTIVE", `node ${id} has no full stake on chain; choose another node`, {
      node: id,
    });
  }
  if (!evenSlashed && isShunned(record.slashedAt, clock.nowSeconds())) {
    throw new ClientError(
      "NODE_SLASHED",
      `node ${id} lost part of its stake within 90 days for contradicting itself; choose another node, or name it with --node`,
      { node: id },
    );
  }
  const expected = { node: id, key: record.key, floor: record.descriptorFloor, now: clock.nowSeconds() };
  const checked = orThrow(
    checkDescriptor(nodeDomain(chain.network.chainId, chain.network.nodeRegistry), descriptor, expected, recover),
  );
  const kind = classifyAddress(checked.body.endpoint.host);
  // On a lab chain nodes live on private addresses; on a public one an endpoint there would point into the client's own network. A name would have to be
  // looked up here, before anything is tunnelled.
  if (kind === "malformed" || (isPublicNetwork(chain.network) && kind !== "public")) {
    throw new ClientError(
      "NODE_ENDPOINT_NOT_GLOBAL",
      `node ${id} names an endpoint that is no public address; choose another node`,
      { node: id },
    );
  }
  return { id, operator: record.operator, key: record.key, descriptor: checked };
}
