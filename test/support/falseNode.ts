/**
 * A node that is truly registered and staked, behind which no honest exit runs: it speaks the protocol by hand, so that a test can do what a dishonest or
 * broken node would. Without `manners` it behaves.
 */
import { X509Certificate } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import selfsigned from "selfsigned";
import type { Static } from "typebox";
import { openChain } from "../../chain/chain.ts";
import type { NodeEntry } from "../../client/discover.ts";
import { transportNumbers } from "../../protocol/constants.ts";
import { type Demand, type DemandTerms, signDemand } from "../../protocol/demand.ts";
import { type Descriptor, type DescriptorBody, descriptorHash, signDescriptor } from "../../protocol/descriptor.ts";
import { nodeDomain } from "../../protocol/domain.ts";
import { CodedError, toWire } from "../../protocol/errors.ts";
import type { Address, Hash, Hex } from "../../protocol/ids.ts";
import { demandJson } from "../../protocol/messageJson.ts";
import { signNodeKey } from "../../protocol/nodeKey.ts";
import { amountDue } from "../../protocol/price.ts";
import { type QuoteTerms, quoteHash, signQuote } from "../../protocol/quote.ts";
import type { Sign } from "../../protocol/signature.ts";
import { bytes, type PricePerGB, pricePerGB, tokenAmount, unixSeconds } from "../../protocol/units.ts";
import type { DemandEvent, RelayDepositJson, VoucherMessage } from "../../protocol/wire.ts";
import { systemClock } from "../../runtime/clock.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import type { Market } from "./market.ts";

export interface Manners {
  /** Changes the quote before it is signed. */
  readonly quote?: (honest: QuoteTerms) => Partial<QuoteTerms>;
  /** Signs quotes and demands instead of the node's key. */
  readonly sign?: Sign;
  /** Changes the reply to a request for a session; a function takes the response over. */
  readonly opened?: object | ((response: ServerResponse) => void);
  /** Called for each tunnel, past its request; without it 200 and then silence. */
  readonly tunnel?: (socket: Socket, request: IncomingMessage) => void;
  /** Called when the client listens for demands. */
  readonly listening?: (node: FalseNode) => void;
  /** The final demand; what it throws breaks the connection that asked to close. */
  readonly closing?: () => Demand;
  /** What it does with a signed deposit instead of carrying it to the chain; answers with the transaction that it claims to have sent, or refuses with a coded error. */
  readonly relay?: (authorization: Static<typeof RelayDepositJson>["authorization"]) => Promise<Hash>;
  /** Called with each voucher as it arrives, before it is answered. */
  readonly onVoucher?: (cumulative: bigint) => void;
}

export interface FalseNode {
  readonly id: Address;
  readonly price: PricePerGB;
  readonly sign: Sign;
  readonly descriptor: Descriptor;
  /** What an honest indexer would say of it. */
  readonly entry: NodeEntry;
  manners: Manners;
  /** TCP connections so far: whoever sends a byte to this node makes one. */
  connections: number;
  tunnels: number;
  sessions: number;
  readonly vouchers: bigint[];
  readonly reservations: bigint[];
  /** Sends one event, or any text, to the client that listens. */
  say(event: DemandEvent | string): void;
  /** Signs a demand under the open session's quote; what is due for `bytesTotal` unless `changes` say otherwise. */
  demand(bytesTotal: number, changes?: Partial<DemandTerms> & { readonly sign?: Sign }): Demand;
  demandEvent(demand: Demand, bestVoucher?: VoucherMessage | null): DemandEvent;
  /** Serves under another certificate until what it resolves to is called; the descriptor stays. */
  changeCertificate(): Promise<() => void>;
  close(): Promise<void>;
}

let keys = 0;

const certificate = () =>
  selfsigned.generate([{ name: "commonName", value: "localhost" }], { keyType: "ec", curve: "P-256" });

/** Registers a new node with the minimum stake of `operator4` and listens. */
export async function openFalseNode(
  market: Market,
  manners: Manners = {},
  body: Partial<DescriptorBody> = {},
): Promise<FalseNode> {
  keys += 1;
  const secp = await loadSecp256k1();
  const key = `0x${keys.toString(16).padStart(64, "7")}` as Hex;
  const [id, sign] = [secp.addressOf(key), secp.signer(key)];
  const { network } = market;
  const domain = nodeDomain(network.chainId, network.nodeRegistry);
  const chain = await openChain({ network, signerKey: market.key("operator4") });
  const operator = chain.address as Address;
  const stake = tokenAmount(await chain.registry.minimumStake());
  const deadline = unixSeconds((await chain.head.headTime()) + 3_600);
  const proof = signNodeKey(domain, { operator, node: id, deadline }, sign);
  await chain.token.approve(network.nodeRegistry, stake);
  await chain.registry.register({ node: id, payout: operator, stake, descriptorFloor: 0n, deadline, signature: proof });

  const tls = await certificate();
  const server: Server = createServer({ key: tls.private, cert: tls.cert, minVersion: "TLSv1.3" });
  const port = await new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );
  const descriptor = signDescriptor(
    domain,
    {
      node: id,
      version: "1",
      validUntil: unixSeconds(systemClock.nowSeconds() + 86_400),
      body: {
        endpoint: { host: "127.0.0.1", port },
        certificateSha256: new X509Certificate(tls.cert).fingerprint256.replaceAll(":", "").toLowerCase(),
        transports: ["https"],
        pricePerGB: "1000000000",
        country: "NL",
        capacityMbps: 100,
        exitPolicy: { preset: "open", rules: [] },
        labAllow: [],
        ...body,
      },
    },
    sign,
  );
  const price = pricePerGB(BigInt(descriptor.body.pricePerGB));
  let hash: Hash | undefined;
  let sequence = 0n;
  let listener: ServerResponse | undefined;
  let best: VoucherMessage | null = null;
  const sockets = new Set<Socket>();

  const node: FalseNode = {
    id,
    price,
    sign,
    descriptor,
    entry: {
      node: id,
      operator,
      bond: stake.toString(),
      active: true,
      registeredAt: 1,
      score: 900_000,
      newcomer: false,
      descriptor: structuredClone(descriptor) as unknown as NodeEntry["descriptor"],
    },
    manners,
    connections: 0,
    tunnels: 0,
    sessions: 0,
    vouchers: [],
    reservations: [],
    say: (event) => listener?.write(`${typeof event === "string" ? event : JSON.stringify(event)}\n`),
    demand: (bytesTotal, changes = {}) => {
      if (hash === undefined) throw new Error("no session is open");
      sequence += 1n;
      const terms: DemandTerms = {
        quoteHash: hash,
        sequence,
        bytesTotal: bytes(BigInt(bytesTotal)),
        amount: amountDue(bytes(BigInt(bytesTotal)), price),
        ...changes,
      };
      return signDemand(domain, terms, changes.sign ?? node.manners.sign ?? sign);
    },
    demandEvent: (demand, bestVoucher = null) => ({ type: "demand", demand: demandJson(demand), bestVoucher }),
    changeCertificate: async () => {
      const other = await certificate();
      server.setSecureContext({ key: other.private, cert: other.cert, minVersion: "TLSv1.3" });
      for (const socket of sockets) socket.destroy();
      return () => server.setSecureContext({ key: tls.private, cert: tls.cert, minVersion: "TLSv1.3" });
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  const openSession = (payer: Address) => {
    const now = systemClock.nowSeconds();
    const honest: QuoteTerms = {
      node: id,
      payer,
      nonce: `0x${(node.sessions + 1).toString(16).padStart(64, "0")}` as Hash,
      pricePerGB: price,
      validFrom: unixSeconds(now - 5),
      validUntil: unixSeconds(now + 3_600),
      transport: transportNumbers.https,
      descriptorHash: descriptorHash(descriptor),
    };
    const terms = { ...honest, ...node.manners.quote?.(honest) };
    hash = quoteHash(terms);
    sequence = 0n;
    best = null;
    const quote = signQuote(domain, terms, node.manners.sign ?? sign);
    return {
      session: "s".repeat(22),
      token: "t".repeat(43),
      quote: { ...quote, pricePerGB: quote.pricePerGB.toString() },
      descriptor,
      bestVoucher: null,
      channel: { epoch: 0, expiresAt: 0, locked: "0", settled: "0" },
      terms: { unreservedLimit: "20000", allowanceBytes: "1048576", softDepth: 1 },
    };
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "";
    if (path.endsWith("/demands")) {
      listener = response;
      response.writeHead(200, { "content-type": "application/x-ndjson" }).flushHeaders();
      // An honest node gives a sign of life every second (docs/protocol.md): without one a client whose disk is slow for three would leave it.
      const beat = setInterval(() => response.write('{"type":"keepalive"}\n'), 1_000);
      response.on("close", () => clearInterval(beat));
      node.manners.listening?.(node);
      return;
    }
    const body = JSON.parse(await text(request)) as Record<string, string> & { auth?: { payer: Address } };
    if (path === "/turnpike/v1/deposits") {
      const { authorization } = body as unknown as Static<typeof RelayDepositJson>;
      let transactionHash: Hash | undefined;
      try {
        transactionHash = await node.manners.relay?.(authorization);
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
        response.writeHead(error.httpStatus, { "content-type": "application/json" }).end(JSON.stringify(toWire(error)));
        return;
      }
      response.writeHead(202, { "content-type": "application/json" }).end(JSON.stringify({ transactionHash }));
      return;
    }
    const { opened } = node.manners;
    let reply: object = {};
    if (path === "/turnpike/v1/sessions") {
      node.sessions += 1;
      if (typeof opened === "function") {
        opened(response);
        return;
      }
      reply = { ...openSession(body.auth?.payer ?? id), ...opened };
    } else if (path.endsWith("/vouchers")) {
      const cumulative = BigInt(body.cumulative ?? "0");
      node.manners.onVoucher?.(cumulative);
      node.vouchers.push(cumulative);
      best = { cumulative: cumulative.toString(), signature: body.signature ?? "" };
      reply = { bestVoucher: best, allowanceBytes: "1048576" };
    } else if (path.endsWith("/reservations")) {
      node.reservations.push(BigInt(body.ceiling ?? "0"));
      reply = { accepted: true };
    } else if (path.endsWith("/close")) {
      const last = node.manners.closing?.();
      reply = { demand: last === undefined ? null : demandJson(last), bestVoucher: best };
    }
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply));
  };
  server.on("request", (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const tunnel = (request: IncomingMessage, stream: Duplex) => {
    const socket = stream as Socket;
    node.tunnels += 1;
    socket.on("error", () => socket.destroy());
    if (node.manners.tunnel !== undefined) node.manners.tunnel(socket, request);
    else socket.write("HTTP/1.1 200 OK\r\n\r\n");
  };
  server.on("connect", (request, socket) => tunnel(request, socket));
  server.on("upgrade", (request, socket) => tunnel(request, socket));
  server.on("connection", (socket: Socket) => {
    node.connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  market.onClose(() => node.close());
  return node;
}
