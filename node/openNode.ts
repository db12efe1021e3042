import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Type } from "typebox";
import { type Chain, openChain } from "../chain/chain.ts";
import type { Network } from "../chain/network.ts";
import type { Address, Hex } from "../protocol/ids.ts";
import { resolveConfig } from "../runtime/config.ts";
import { readJson } from "../runtime/jsonFile.ts";
import { openKeystore } from "../runtime/keystore.ts";
import { loadSecp256k1, type Secp256k1 } from "../runtime/secp256k1.ts";
import { openSecret } from "../runtime/secretBox.ts";
import { type NodeConfig, NodeConfigJson, nodeFiles } from "./config.ts";

/** A node's folder, opened: what `run`, `register` and the others need. */
export interface OpenedNode {
  readonly config: NodeConfig;
  readonly chain: Chain;
  readonly secp: Secp256k1;
  /** The node id: the address of the first key. Rotation keeps it. */
  readonly id: Address;
  readonly nodeKey: Hex;
  readonly operator: Address;
}

/** Values that win over node.json: flags, and environment variables such as TURNPIKE_NODE_PRICE_PER_GB or TURNPIKE_NODE_LISTEN. */
export interface ConfigSources {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Codes: `CONFIG_UNKNOWN_KEY`, `CONFIG_INVALID`, those of keystores and of `openChain`. */
export async function openNode(
  dir: string,
  network: Network,
  password: string,
  sources: ConfigSources,
): Promise<OpenedNode> {
  const files = nodeFiles(dir);
  const config = resolveConfig({
    schema: NodeConfigJson,
    source: files.config,
    flags: sources.flags,
    env: sources.env,
    envPrefix: "TURNPIKE_NODE_",
    file: (await readJson(files.config, Type.Record(Type.String(), Type.Unknown()))) as Record<string, unknown>,
    defaults: {},
  });
  const secp = await loadSecp256k1();
  const operatorKey = await openKeystore(files.operatorKey, password);
  const nodeKey = await openKeystore(files.nodeKey, password);
  const chain = await openChain({ network, signerKey: operatorKey });
  return { config, chain, secp, id: secp.addressOf(nodeKey), nodeKey, operator: secp.addressOf(operatorKey) };
}

export async function openTls(
  dir: string,
  password: string,
): Promise<{ readonly key: string; readonly certificate: string; readonly sha256: string }> {
  const files = nodeFiles(dir);
  const key = Buffer.from(await openSecret(files.tlsKey, password)).toString("utf8");
  const certificate = await readFile(files.certificate, "utf8");
  return {
    key,
    certificate,
    sha256: new X509Certificate(certificate).fingerprint256.replaceAll(":", "").toLowerCase(),
  };
}
