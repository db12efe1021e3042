/**
 * A client without manners: it speaks the control API and the tunnel by hand, so that a test can do what a dishonest or broken client would.
 */
import { randomBytes } from "node:crypto";
import { type TLSSocket, connect as tlsConnect } from "node:tls";
import type { Static } from "typebox";
import { ControlClient } from "../../client/control.ts";
import type { NodeEndpoint } from "../../client/dataplane/https/dial.ts";
import { exporterLabel, maxAuthSeconds } from "../../protocol/constants.ts";
import { paymentsDomain } from "../../protocol/domain.ts";
import type { Address, Hash, Hex } from "../../protocol/ids.ts";
import { type SessionAuth, signSessionAuth } from "../../protocol/sessionAuth.ts";
import { tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { signVoucher, type Voucher } from "../../protocol/voucher.ts";
import { type DemandEvent, SessionClosedJson, SessionOpenedJson, VoucherTakenJson } from "../../protocol/wire.ts";
import { type Clock, systemClock } from "../../runtime/clock.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import type { Market, TestNode } from "./market.ts";

export interface RawSession {
  readonly opened: Static<typeof SessionOpenedJson>;
  readonly payer: Address;
  readonly control: ControlClient;
  /** What the demand stream said so far. */
  readonly events: DemandEvent[];
  voucher(cumulative: bigint, changes?: { chainId?: number; node?: Address; key?: Hex }): Voucher;
  submit(cumulative: bigint, voucher?: Voucher): Promise<Static<typeof VoucherTakenJson>>;
  close(): Promise<Static<typeof SessionClosedJson>>;
  /** A tunnel to host:port, past its reply; rejects with the reply's first line when it is no 200. */
  tunnel(host: string, port: number): Promise<TLSSocket>;
  end(): void;
}

/** A proof for one connection, with what a test wants to be wrong in it. */
export async function proofFor(
  market: Pick<Market, "network">,
  node: Address,
  key: Hex,
  socket: TLSSocket,
  changes: Partial<{ exporter: Hash; validUntil: number; nonce: Hash; node: Address }> = {},
): Promise<SessionAuth> {
  const secp = await loadSecp256k1();
  return signSessionAuth(
    paymentsDomain(market.network.chainId, market.network.paymentChannels),
    {
      payer: secp.addressOf(key),
      node: changes.node ?? node,
      tlsExporter:
        changes.exporter ??
        (`0x${socket.exportKeyingMaterial(32, exporterLabel, Buffer.alloc(0)).toString("hex")}` as Hash),
      nonce: changes.nonce ?? (`0x${randomBytes(32).toString("hex")}` as Hash),
      validUntil: unixSeconds(changes.validUntil ?? systemClock.nowSeconds() + maxAuthSeconds),
    },
    secp.signer(key),
  );
}

export const endpointOf = (node: TestNode) => ({
  host: "127.0.0.1",
  port: node.running.plane.port,
  certificateSha256: node.running.descriptor.body.certificateSha256,
});

/** A node in another process: its id, and where and as whom its control port answers. */
export interface FarNode {
  readonly id: Address;
  readonly endpoint: NodeEndpoint;
}

export async function openRawSession(
  market: Pick<Market, "network">,
  node: TestNode | FarNode,
  key: Hex,
  bestVoucher: { cumulative: string; signature: string } | null = null,
  clock: Clock = systemClock,
  wireguardKey?: string,
): Promise<RawSession> {
  const secp = await loadSecp256k1();
  const payments = paymentsDomain(market.network.chainId, market.network.paymentChannels);
  const control = new ControlClient("running" in node ? endpointOf(node) : node.endpoint);
  const socket = await control.dial();
  const auth = await proofFor(market, node.id, key, socket, { validUntil: clock.nowSeconds() + maxAuthSeconds });
  const opened = await control.call(
    {
      method: "POST",
      path: "/turnpike/v1/sessions",
      body: {
        auth,
        bestVoucher,
        reservation: null,
        ...(wireguardKey === undefined ? {} : { wireguard: { publicKey: wireguardKey } }),
      },
      answer: SessionOpenedJson,
    },
    socket,
  );
  const credentials = credentialsOf({ opened });
  const path = `/turnpike/v1/sessions/${opened.session}`;
  const events: DemandEvent[] = [];
  const stopStream = control.stream(
    `${path}/demands`,
    credentials,
    (line) => {
      events.push(JSON.parse(line) as DemandEvent);
    },
    () => {},
  );
  const voucher: RawSession["voucher"] = (cumulative, changes = {}) =>
    signVoucher(
      changes.chainId === undefined ? payments : paymentsDomain(changes.chainId, market.network.paymentChannels),
      changes.node ?? node.id,
      tokenAmount(cumulative),
      secp.signer(changes.key ?? key),
    );
  return {
    opened,
    payer: secp.addressOf(key),
    control,
    events,
    voucher,
    submit: (cumulative, given = voucher(cumulative)) =>
      control.call({
        method: "POST",
        path: `${path}/vouchers`,
        body: { sequence: "1", cumulative: cumulative.toString(), signature: given.signature },
        credentials,
        answer: VoucherTakenJson,
      }),
    close: () =>
      control.call({ method: "POST", path: `${path}/close`, body: {}, credentials, answer: SessionClosedJson }),
    tunnel: async (host, port) => {
      if (!("running" in node)) throw new Error("a far node's tunnel is WireGuard's");
      const stream = await rawTls(node);
      stream.write(
        `CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\nProxy-Authorization: ${credentials}\r\n\r\n`,
      );
      const head = await readHead(stream);
      if (!head.startsWith("HTTP/1.1 200")) {
        stream.destroy();
        throw new Error(head.split("\r\n")[0]);
      }
      return stream;
    },
    end: () => {
      stopStream();
      control.close();
    },
  };
}

/** What a session's tunnels show in `Proxy-Authorization`. */
export const credentialsOf = ({ opened }: Pick<RawSession, "opened">): string =>
  `Basic ${Buffer.from(`${opened.session}:${opened.token}`).toString("base64")}`;

/** A TLS connection to a node without any check, as a prober would make one. */
export const rawTls = (node: TestNode, alpn: string[] = ["http/1.1"]): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = tlsConnect(
      { host: "127.0.0.1", port: node.running.plane.port, rejectUnauthorized: false, ALPNProtocols: alpn },
      () => resolve(socket),
    );
    socket.once("error", reject);
  });

/** Reads up to the empty line that ends a reply's head; what follows is put back. */
export function readHead(socket: TLSSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0);
    const look = () => {
      for (let chunk = socket.read() as Buffer | null; chunk !== null; chunk = socket.read() as Buffer | null) {
        seen = Buffer.concat([seen, chunk]);
        const end = seen.indexOf("\r\n\r\n");
        if (end < 0) continue;
        done();
        if (end + 4 < seen.length) socket.unshift(seen.subarray(end + 4));
        resolve(seen.subarray(0, end).toString("latin1"));
        return;
      }
    };
    const fail = () => {
      done();
      reject(new Error("the connection was closed"));
    };
    const done = () => socket.off("readable", look).off("close", fail).off("end", fail);
    socket.on("readable", look).on("close", fail).on("end", fail);
    look();
  });
}

/** Everything until the connection ends. */
export async function readAll(socket: TLSSocket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
