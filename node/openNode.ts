import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename } from "node:fs/promises";
import { Type } from "typebox";
import { type Chain, openChain } from "../chain/chain.ts";
import type { Network } from "../chain/network.ts";
import type { Address, Hex } from "../protocol/ids.ts";
import { resolveConfig } from "../runtime/config.ts";
import { RuntimeError } from "../runtime/errors.ts";
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
  /** The address of `nodeKey`: the id until the first rotation. */
  readonly key: Address;
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
  const chain = await openChain({ network, signerKey: operatorKey });
  const named = await openNodeKey(files, password, chain, secp);
  return { config, chain, secp, ...named, operator: secp.addressOf(operatorKey) };
}

/** The node's key and the id that it serves. A rotation that was cut short after its transaction is finished here. */
async function openNodeKey(
  files: ReturnType<typeof nodeFiles>,
  password: string,
  chain: Chain,
  secp: Secp256k1,
): Promise<Pick<OpenedNode, "id" | "key" | "nodeKey">> {
  const nodeKey = await openKeystore(files.nodeKey, password);
  const key = secp.addressOf(nodeKey);
  const id = (await chain.registry.idOfKey(key)) ?? key;
  const current = (await chain.registry.node(id))?.key;
  if (current !== undefined && current !== key && existsSync(files.nextNodeKey)) {
    const next = await openKeystore(files.nextNodeKey, password);
    if (secp.addressOf(next) === current) {
      await rename(files.nextNodeKey, files.nodeKey);
      return { id, key: current, nodeKey: next };
    }
  }
  return { id, key, nodeKey };
}

/** Codes: `FILE_MISSING`, `FILE_UNREADABLE`, those of `openSecret`. */
export async function openTls(
  dir: string,
  password: string,
): Promise<{ readonly key: string; readonly certificate: string; readonly sha256: string }> {
  const files = nodeFiles(dir);
  const key = Buffer.from(await openSecret(files.tlsKey, password)).toString("utf8");
  const path = files.certificate;
  const advice = "restore it from a backup, or bring it and tls.sealed from a folder that init makes anew";
  const certificate = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new RuntimeError("FILE_MISSING", `${path} cannot be read; ${advice}`, { path }, { cause });
  });
  try {
    const { fingerprint256 } = new X509Certificate(certificate);
    return { key, certificate, sha256: fingerprint256.replaceAll(":", "").toLowerCase() };
  } catch (cause) {
    throw new RuntimeError("FILE_UNREADABLE", `${path} is no certificate; ${advice}`, { path }, { cause });
  }
}
