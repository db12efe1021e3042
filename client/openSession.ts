import { randomBytes } from "node:crypto";
import { exporterLabel, maxAuthSeconds, transportNumbers } from "../protocol/constants.ts";
import { nodeDomain, paymentsDomain } from "../protocol/domain.ts";
import { orThrow } from "../protocol/errors.ts";
import type { Hash } from "../protocol/ids.ts";
import { type CheckedQuote, checkQuote } from "../protocol/quote.ts";
import { signSessionAuth } from "../protocol/sessionAuth.ts";
import { unixSeconds } from "../protocol/units.ts";
import { SessionOpenedJson, type TunnelTerms, type VoucherMessage } from "../protocol/wire.ts";
import { newWireguardKeys, type WireguardKeys } from "../runtime/wireguard/keys.ts";
import { ControlClient } from "./control.ts";
import { coverFor } from "./cover.ts";
import { ClientError } from "./errors.ts";
import type { PaidNode, SessionOptions } from "./session.ts";
import { quoteOf, reservationJson, reservationOf } from "./sessionMessages.ts";

/** What a node and the chain said when a session was opened. */
export interface OpenedSession {
  readonly control: ControlClient;
  readonly quote: CheckedQuote;
  readonly session: string;
  readonly token: string;
  /** The best voucher the node showed; ours only if our signature is on it. */
  readonly bestVoucher: VoucherMessage | null;
  readonly settled: bigint;
  /** Settled and locked: what nobody else can be paid with. */
  readonly held: bigint;
  /** No voucher above this can be paid by the account as it stands. */
  readonly mostCumulative: bigint;
  /** The interface's key and settings, on the WireGuard transport. */
  readonly tunnel: SessionTunnel | undefined;
}

/** What the interface of a session on the WireGuard transport needs. */
export interface SessionTunnel {
  readonly keys: WireguardKeys;
  readonly terms: TunnelTerms;
  /** The exit's, from its signed descriptor. */
  readonly publicKey: string;
  readonly endpoint: { readonly host: string; readonly port: number };
}

/**
 * Opens a session: the proof names this node and this TLS connection, and the quote is checked against the chain's key and the descriptor. A reservation is
 * signed early, so that the node can guard itself without asking. Codes: `NODE_UNREACHABLE`, `CERTIFICATE_MISMATCH`, `NODE_REFUSED`, `NO_COVER`, those of `checkQuote`,
 * of the chain, and the node's own.
 */
export async function openAtNode(node: PaidNode, options: SessionOptions): Promise<OpenedSession> {
  const { chain, wallet, book, clock, reservations } = options;
  const payments = paymentsDomain(chain.network.chainId, chain.network.paymentChannels);
  const { body } = node.descriptor;
  const keys = options.transport === "wireguard" ? newWireguardKeys() : undefined;
  const through = options.through?.onward;
  const control = new ControlClient({ ...body.endpoint, certificateSha256: body.certificateSha256, through });
  try {
    const { channel, available, spendable } = await coverFor(node.id, options);
    const best = book.best(node.id);
    const mostCumulative = channel.settled + channel.locked + spendable;
    const signed = best !== undefined && best.cumulative > channel.settled ? best.cumulative : channel.settled;
    if (mostCumulative <= signed)
      throw new ClientError(
        "NO_COVER",
        "the account has nothing left to pay this node with that no other was promised; deposit first (turnpike wallet deposit)",
        { available: available.toString() },
      );
    const reservation = reservationOf(options, payments, node.id, { ...channel, spendable, best: signed });
    if (reservation !== undefined) await reservations.keep(reservation);
    const socket = await control.dial();
    const tlsExporter = `0x${socket.exportKeyingMaterial(32, exporterLabel, Buffer.alloc(0)).toString("hex")}` as Hash;
    await options.beforeProof?.();
    const nonce = `0x${randomBytes(32).toString("hex")}` as Hash;
    const auth = signSessionAuth(
      payments,
      {
        payer: wallet.payer,
        node: node.id,
        tlsExporter,
        nonce,
        validUntil: unixSeconds(clock.nowSeconds() + maxAuthSeconds),
      },
      wallet.sign,
    );
    const opened = await control.call(
      {
        method: "POST",
        path: "/turnpike/v1/sessions",
        body: {
          auth,
          bestVoucher:
            best === undefined ? null : { cumulative: best.cumulative.toString(), signature: best.signature },
          reservation: reservation === undefined ? null : reservationJson(reservation),
          ...(keys === undefined ? {} : { wireguard: { publicKey: keys.publicKey } }),
        },
        answer: SessionOpenedJson,
      },
      socket,
    );
    socket.destroy();
    const quote = orThrow(
      checkQuote(
        nodeDomain(chain.network.chainId, chain.network.nodeRegistry),
        quoteOf(opened.quote),
        {
          node: node.id,
          key: node.key,
          payer: wallet.payer,
          transport: transportNumbers[options.transport],
          descriptorHash: node.descriptor.hash,
          offered: node.descriptor.price,
          cap: options.priceCap,
          now: clock.nowSeconds(),
        },
        wallet.recover,
      ),
    );
    return {
      control,
      quote,
      session: opened.session,
      token: opened.token,
      bestVoucher: opened.bestVoucher,
      settled: channel.settled,
      held: channel.settled + channel.locked,
      mostCumulative,
      tunnel: keys === undefined ? undefined : tunnelOf(node, keys, opened.wireguard),
    };
  } catch (error) {
    control.close();
    throw error;
  }
}

function tunnelOf(node: PaidNode, keys: WireguardKeys, terms: TunnelTerms | undefined): SessionTunnel {
  const { endpoint, wireguard } = node.descriptor.body;
  if (wireguard === undefined || terms === undefined)
    throw new ClientError("NODE_REFUSED", "the node gave no place in its tunnel; choose another node");
  return { keys, terms, publicKey: wireguard.publicKey, endpoint: { host: endpoint.host, port: wireguard.port } };
}
