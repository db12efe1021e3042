/** A WireGuard client without manners: a session opened by hand and an interface in the client's namespace that pays only when a test says so. */

import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Chain, openChain } from "../../chain/chain.ts";
import type { DevnetFile } from "../../chain/network.ts";
import { walletFromKey } from "../../client/wallet/wallet.ts";
import { parseAddress } from "../../protocol/ids.ts";
import { tokenAmount } from "../../protocol/units.ts";
import type { TunnelTerms } from "../../protocol/wire.ts";
import { newWireguardKeys } from "../../runtime/wireguard/keys.ts";
import { decodeGet } from "../../runtime/wireguard/uapi.ts";
import { askSocket } from "../../runtime/wireguard/wireguardGo.ts";
import { labAddresses, type Place } from "../../scripts/demo/namespaces.ts";
import { type TunnelWorld, wireguardPort } from "../../scripts/demo/tunnelWorld.ts";
import type { Line, TurnpikeProcess } from "../../scripts/demo/turnpikeProcess.ts";
import { openRawInterface } from "./rawInterface.ts";
import { openRawSession, type RawSession } from "./rawSession.ts";

const probeScript = fileURLToPath(new URL("../../scripts/demo/probe.ts", import.meta.url));

const relayScript = fileURLToPath(new URL("./packetRelayProcess.ts", import.meta.url));

export const startProbe = (world: TunnelWorld, args: readonly string[], place: Place = "client"): TurnpikeProcess =>
  world.start(`probe ${args.join(" ")}`, place, args, probeScript);

/** One question from elsewhere than the client. */
export async function probeFrom(world: TunnelWorld, place: Place, ...args: string[]): Promise<Line> {
  const run = startProbe(world, args, place);
  await run.ended;
  return run.lines.at(-1) ?? {};
}

const sprayScript = fileURLToPath(new URL("../../scripts/demo/spray.ts", import.meta.url));

/** Sends many packets from a place; see scripts/demo/spray.ts. */
export async function spray(world: TunnelWorld, place: Place, sprays: readonly object[]): Promise<number> {
  const run = world.start("spray", place, [JSON.stringify(sprays)], sprayScript);
  await run.ended;
  return Number(run.lines.at(-1)?.sent ?? 0);
}

/** What one question came to. */
export const probe = (world: TunnelWorld, ...args: string[]): Promise<Line> => probeFrom(world, "client", ...args);

export interface RawTunnel {
  readonly session: RawSession;
  readonly terms: TunnelTerms;
  readonly publicKey: string;
  close(): Promise<void>;
}

/** Deposits for a payer of the local chain, with gas of the operator that no test runs. */
export async function fund(
  world: TunnelWorld,
  account: string,
  amount: bigint,
): Promise<{ devnet: DevnetFile; chain: Chain }> {
  const devnet = JSON.parse(readFileSync(world.network, "utf8")) as DevnetFile;
  const chain = await openChain({ network: devnet.network, signerKey: keyOf(devnet, "operator5") });
  const { payer } = await walletFromKey(keyOf(devnet, account));
  await chain.token.approve(devnet.network.paymentChannels, tokenAmount(amount));
  await chain.channels.deposit(payer, payer, tokenAmount(amount));
  return { devnet, chain };
}

export function keyOf(devnet: DevnetFile, account: string) {
  const found = devnet.accounts[account];
  if (found === undefined) throw new Error(`no account ${account}`);
  return found.privateKey;
}

/** Where a client sits, and which of the exit's addresses it dials from there. */
export interface RawSeat {
  readonly place: Place;
  readonly exit: string;
  readonly listenPort?: number;
}

/** A session with a seat in the exit's tunnel, and no interface that would use it. */
export function openRawSeat(
  world: TunnelWorld,
  devnet: DevnetFile,
  account: string,
  publicKey: string,
): Promise<RawSession> {
  const certificate = new X509Certificate(readFileSync(join(world.node.dir, "certificate.pem")));
  return openRawSession(
    { network: devnet.network },
    {
      id: parseAddress(world.node.id),
      endpoint: {
        host: "127.0.0.1",
        port: world.controlPort,
        certificateSha256: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
      },
    },
    keyOf(devnet, account),
    null,
    undefined,
    publicKey,
  );
}

export async function openRawTunnel(
  world: TunnelWorld,
  devnet: DevnetFile,
  account: string,
  name: string,
  /** By connect-udp over TLS instead of UDP. */
  carried = false,
  seat: RawSeat = { place: "client", exit: labAddresses.exit4 },
): Promise<RawTunnel> {
  const keys = newWireguardKeys();
  const session = await openRawSeat(world, devnet, account, keys.publicKey);
  const terms = session.opened.wireguard;
  const offer = session.opened.descriptor.body.wireguard;
  if (terms === undefined || offer === undefined) throw new Error("the node seats nobody");
  const own = await openRawInterface(world.spaces, name, keys.privateKey, terms, seat);
  let endpoint = { host: seat.exit, port: wireguardPort };
  if (carried) {
    const { session: id, token, descriptor } = session.opened;
    const relay = world.start(
      "relay of packets",
      "client",
      [
        JSON.stringify({
          endpoint: { ...descriptor.body.endpoint, certificateSha256: descriptor.body.certificateSha256 },
          ...{ session: id, token, target: endpoint },
          listenPort: decodeGet(await askSocket(name, "get=1\n\n")).listenPort,
        }),
      ],
      relayScript,
    );
    const { port } = await relay.ready;
    endpoint = { host: "127.0.0.1", port: Number(port) };
  }
  await own.aim(offer.publicKey, endpoint);
  return {
    session,
    terms,
    publicKey: keys.publicKey,
    close: async () => {
      session.end();
      await own.close();
    },
  };
}
