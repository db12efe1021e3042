import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { isIP } from "node:net";
import { basename, resolve } from "node:path";
import type { Command } from "commander";
import { devnetAccountKey, isPublicNetwork, networkPath } from "../../chain/network.ts";
import { parseHex } from "../../protocol/ids.ts";
import { parseToken } from "../../protocol/units.ts";
import { type CommandIo, printJson, progress, runCommand } from "../../runtime/command.ts";
import { checkValue, writeJsonAtomic } from "../../runtime/jsonFile.ts";
import { createKeystore } from "../../runtime/keystore.ts";
import { readPrivateFile, writePrivateFile } from "../../runtime/privateFile.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import { sealSecret } from "../../runtime/secretBox.ts";
import { endpointOf, hostAndPort, type NodeConfig, NodeConfigJson, nodeFiles } from "../config.ts";
import { NodeError } from "../errors.ts";
import { keystoreCost, type NodeFlags, nodeDir, nodeNetwork, nodePassword, nodeVerb } from "./options.ts";

interface Flags extends NodeFlags {
  readonly listen: string;
  readonly publicEndpoint?: string;
  readonly price: string;
  readonly country: string;
  readonly capacity: string;
  readonly exitPolicy: string;
  readonly wireguard?: string;
  readonly resolver: string;
  readonly labAllow?: string[];
  readonly indexer?: string[];
  readonly operatorKeyFile?: string;
  readonly devnetAccount?: string;
}

/** Creates a node's folder: keys, certificate, configuration. Nothing is written over. */
export function initCommand(io: CommandIo): Command {
  return nodeVerb("init", "create a node's folder: keys, certificate and node.json")
    .requiredOption("--price <amount>", "price per GB (10^9 bytes) in token units, such as 0.10")
    .requiredOption("--country <code>", "two letters, where the exit's address is")
    .option("--listen <host:port>", "the one public port", "0.0.0.0:443")
    .option("--public-endpoint <host:port>", "what clients dial, when it differs from --listen")
    .option("--capacity <mbps>", "what the exit can carry, in Mbit/s", "100")
    .option("--exit-policy <preset>", "web-only, reduced or open", "reduced")
    .option(
      "--wireguard <port>",
      "offer the WireGuard transport too, on this UDP port; needs root or CAP_NET_ADMIN to run",
    )
    .option("--resolver <address>", "DNS resolver for clients of the WireGuard transport", "9.9.9.9")
    .option("--lab-allow <cidr...>", "private networks this exit may reach; refused on public chains")
    .option("--indexer <url...>", "indexers to announce to (default: those of the network)")
    .option("--operator-key-file <file>", "file with the operator's private key in hex (default: a new key)")
    .option("--devnet-account <name>", "use a funded account of the local chain as operator, such as operator1")
    .action((flags: Flags) =>
      runCommand(io, flags, async () => {
        const dir = nodeDir(io, flags);
        const files = nodeFiles(dir);
        if (existsSync(files.config)) {
          throw new NodeError(
            "NODE_ALREADY_INITIALISED",
            `${dir} holds a node already; give another --dir, or run: turnpike node register`,
            { dir },
          );
        }
        // Keys may own a stake and the log may hold money, also where node.json is gone.
        const { config: _config, admin: _admin, ...kept } = files;
        const found = Object.values(kept).find(existsSync);
        if (found !== undefined) {
          throw new NodeError(
            "NODE_ALREADY_INITIALISED",
            `${dir} holds ${basename(found)} of a node without its node.json; put that back (init in another folder makes one), or give another --dir`,
            { dir },
          );
        }
        const network = await nodeNetwork(io, flags);
        if (isPublicNetwork(network) && flags.labAllow !== undefined) {
          throw new NodeError(
            "LAB_ALLOW_ON_PUBLIC_CHAIN",
            "--lab-allow opens private networks and is refused on a public chain; leave it away",
          );
        }
        const config = checkValue(
          "the options",
          {
            listen: flags.listen,
            ...(flags.publicEndpoint === undefined ? {} : { publicEndpoint: flags.publicEndpoint }),
            pricePerGB: parseToken(flags.price, network.token.decimals).toString(),
            country: flags.country.toUpperCase(),
            capacityMbps: Number(flags.capacity),
            exitPolicy: { preset: flags.exitPolicy, rules: [] },
            labAllow: flags.labAllow ?? [],
            ownAddresses: [],
            ...(flags.wireguard === undefined
              ? {}
              : {
                  wireguard: {
                    listenPort: Number(flags.wireguard),
                    interfaceName: "turnpike0",
                    resolver: flags.resolver,
                  },
                }),
            indexers: flags.indexer ?? network.indexers,
            relayFree: !isPublicNetwork(network),
            settleIntervalSeconds: isPublicNetwork(network) ? 600 : 2,
            logLevel: "info",
          },
          NodeConfigJson,
        );
        endpointOf(config, hostAndPort(config.listen).port);
        const password = await nodePassword(io, flags);
        await mkdir(dir, { recursive: true, mode: 0o700 });
        if (flags.json !== true) progress(io, "making keys (a few seconds: the keystore is slow to open on purpose)");
        const operatorKey = await operatorKeyOf(io, flags);
        const nodeKey = parseHex(`0x${randomBytes(32).toString("hex")}`, 32);
        const cost = keystoreCost(network);
        await createKeystore(files.operatorKey, operatorKey, password, cost);
        await createKeystore(files.nodeKey, nodeKey, password, cost);
        // Only this verb makes a certificate; the library is large, and a daemon would hold it.
        const { default: selfsigned } = await import("selfsigned");
        const tls = await selfsigned.generate([{ name: "commonName", value: "localhost" }], {
          keyType: "ec",
          curve: "P-256",
          notAfterDate: new Date(Date.now() + 10 * 365 * 86_400_000),
          extensions: [
            { name: "basicConstraints", cA: false, critical: true },
            { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
            { name: "subjectAltName", altNames: namesOf(config) },
          ],
        });
        await sealSecret(files.tlsKey, Buffer.from(tls.private), password);
        await writePrivateFile(files.certificate, tls.cert);
        await writeJsonAtomic(files.config, config);
        const secp = await loadSecp256k1();
        const result = { node: secp.addressOf(nodeKey), operator: secp.addressOf(operatorKey), dir };
        if (flags.json === true) printJson(io, result);
        else {
          progress(io, `node ${result.node}\noperator ${result.operator} (needs the stake and a little gas)`);
          progress(io, `settings are in ${files.config}; next: turnpike node register`);
        }
      }),
    );
}

/** The names of the certificate: the host that clients dial, so that a program which checks names takes it too. */
function namesOf({ publicEndpoint, listen }: NodeConfig) {
  const { host } = hostAndPort(publicEndpoint ?? listen);
  return [...new Set(["localhost", "127.0.0.1", host])].map((name) =>
    isIP(name) === 0 ? { type: 2 as const, value: name } : { type: 7 as const, ip: name },
  );
}

async function operatorKeyOf(io: CommandIo, flags: Flags): Promise<`0x${string}`> {
  if (flags.operatorKeyFile !== undefined) {
    const text = (await readPrivateFile(resolve(io.cwd, flags.operatorKeyFile))).toString("utf8").trim();
    return parseHex(text.startsWith("0x") ? text : `0x${text}`, 32);
  }
  if (flags.devnetAccount !== undefined)
    return devnetAccountKey(networkPath(flags.network, io.env, io.cwd), flags.devnetAccount);
  return parseHex(`0x${randomBytes(32).toString("hex")}`, 32);
}
