import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import type { Command } from "commander";
import { nodeDomain } from "../../protocol/domain.ts";
import { parseHex } from "../../protocol/ids.ts";
import { signNodeKey } from "../../protocol/nodeKey.ts";
import { unixSeconds } from "../../protocol/units.ts";
import { systemClock } from "../../runtime/clock.ts";
import { type CommandIo, printJson, progress, runCommand } from "../../runtime/command.ts";
import { createKeystore, openKeystore } from "../../runtime/keystore.ts";
import { nodeFiles } from "../config.ts";
import { openNode } from "../openNode.ts";
import { keystoreCost, type NodeFlags, nodeDir, nodeNetwork, nodePassword, nodeVerb } from "./options.ts";

const proofSeconds = 3_600;

/**
 * Replaces the node's key on chain; the id, the stake, the channels and the earnings stay. The new key is on disk before the transaction, so that no
 * crash leaves a registered key that nobody holds.
 */
export function rotateCommand(io: CommandIo): Command {
  return nodeVerb("rotate", "replace the node's key; its id, stake, channels and earnings stay").action(
    (flags: NodeFlags) =>
      runCommand(io, flags, async () => {
        const files = nodeFiles(nodeDir(io, flags));
        const network = await nodeNetwork(io, flags);
        const password = await nodePassword(io, flags);
        const node = await openNode(nodeDir(io, flags), network, password, { flags: {}, env: io.env });
        if (!existsSync(files.nextNodeKey)) {
          const fresh = parseHex(`0x${randomBytes(32).toString("hex")}`, 32);
          await createKeystore(files.nextNodeKey, fresh, password, keystoreCost(network));
        }
        const nextKey = await openKeystore(files.nextNodeKey, password);
        const key = node.secp.addressOf(nextKey);
        const deadline = unixSeconds(systemClock.nowSeconds() + proofSeconds);
        const domain = nodeDomain(network.chainId, network.nodeRegistry);
        const proof = signNodeKey(domain, { operator: node.operator, node: key, deadline }, node.secp.signer(nextKey));
        const { transactionHash } = await node.chain.registry.rotateKey(node.id, key, deadline, proof);
        await rename(files.nextNodeKey, files.nodeKey);
        if (flags.json === true) printJson(io, { node: node.id, key, transactionHash });
        else
          progress(
            io,
            `node ${node.id} has the key ${key} now (transaction ${transactionHash}); start its daemon again: turnpike node run`,
          );
      }),
  );
}
