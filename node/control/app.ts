import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { TLSSocket } from "node:tls";
import Fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import { bodyLimit, exporterLabel } from "../../protocol/constants.ts";
import type { Domain } from "../../protocol/domain.ts";
import { CodedError, ProtocolError, toWire } from "../../protocol/errors.ts";
import type { Address, Hash } from "../../protocol/ids.ts";
import { demandJson } from "../../protocol/messageJson.ts";
import { checkSessionAuth, type SessionAuth } from "../../protocol/sessionAuth.ts";
import type { Recover } from "../../protocol/signature.ts";
import {
  FinishWithdrawJson,
  OpenSessionJson,
  parseMessage,
  RelayDepositJson,
  RelayWithdrawJson,
  ReservationJson,
  SubmitVoucherJson,
} from "../../protocol/wire.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";
import { parseBasic } from "../dataplane/https/credentials.ts";
import { NodeError } from "../errors.ts";
import { voucherJson } from "../json.ts";
import type { Relay } from "../relay.ts";
import type { Sessions } from "../sessions.ts";
import { serveCover } from "./cover.ts";

export interface ControlOptions {
  readonly node: Address;
  readonly payments: Domain;
  readonly sessions: Sessions;
  readonly relay: Relay;
  readonly recover: Recover;
  readonly clock: Clock;
  readonly logger: Logger;
}

type AnyRequest = IncomingMessage | Http2ServerRequest;
type AnyResponse = ServerResponse | Http2ServerResponse;
type SessionParams = { readonly session: string };

/**
 * A sign of life on the demand stream: every second while tunnels are open, so that a client notices a dead node within seconds; rarely otherwise, so that
 * a quiet connection does not tick.
 */
const beatMilliseconds = 1_000;
const idleBeats = 15;
/** How many used proofs are remembered: far more than fit in the two minutes that one is valid. */
const rememberedProofs = 100_000;

/** Thrown where a request proves nothing: the cover answers, and the requester learns nothing. */
class Unproven extends Error {}

/**
 * The control API (docs/protocol.md). It returns a handler for the port's requests: what proves itself gets JSON, everything else the cover site.
 */
export async function buildControl(
  options: ControlOptions,
): Promise<(request: AnyRequest, response: AnyResponse) => void> {
  const { sessions, relay } = options;
  const app = Fastify({ bodyLimit, logger: false, exposeHeadRoutes: false, forceCloseConnections: true });
  const usedProofs = new Set<string>();

  const cover = (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack();
    serveCover(request.raw, reply.raw);
  };
  app.setNotFoundHandler(cover);
  const isKnown = (request: FastifyRequest): boolean => {
    const { session } = request.params as Partial<SessionParams>;
    const basic = parseBasic(request.headers.authorization);
    return basic !== undefined && basic.session === session && sessions.knows(basic.session, basic.token);
  };
  app.setErrorHandler((found, request, reply) => {
    // A body that is none is told to whoever has a session, before a handler asks who it is.
    const error = isClientFault(found) && isKnown(request) ? bodyRefusal(found) : found;
    if (error instanceof Unproven || !(error instanceof CodedError)) {
      if (!(error instanceof Unproven) && !isClientFault(error))
        options.logger.error({ error }, "a control request failed");
      cover(request, reply);
      return;
    }
    reply.code(error.httpStatus).send(toWire(error));
  });

  const proven = (request: FastifyRequest, auth: SessionAuth): Address => {
    const tlsExporter = exporterOf(request.raw);
    if (tlsExporter === undefined) throw new Unproven();
    const result = checkSessionAuth(
      options.payments,
      auth,
      { node: options.node, tlsExporter, now: options.clock.nowSeconds() },
      options.recover,
    );
    // Not even that a clock is wrong: the client says of itself that it may be.
    if (!result.ok) throw new Unproven();
    if (usedProofs.has(auth.nonce))
      throw new NodeError("AUTH_REPLAYED", "this proof was used before; sign a new one with a new nonce");
    usedProofs.add(auth.nonce);
    if (usedProofs.size > rememberedProofs) for (const oldest of usedProofs) if (usedProofs.delete(oldest)) break;
    return result.value;
  };
  const parsedOrUnproven = <T>(parse: () => T): T => {
    try {
      return parse();
    } catch {
      // Whoever cannot even write a proof is no client of ours.
      throw new Unproven();
    }
  };
  const known = (request: FastifyRequest): string => {
    if (!isKnown(request)) throw new Unproven();
    return (request.params as SessionParams).session;
  };

  app.post("/turnpike/v1/sessions", async (request, reply) => {
    const body = parsedOrUnproven(() => parseMessage(OpenSessionJson, request.body, "session request"));
    const payer = proven(request, body.auth as SessionAuth);
    reply.code(201);
    return sessions.openSession(payer, body);
  });
  app.post("/turnpike/v1/deposits", async (request, reply) => {
    const body = parsedOrUnproven(() => parseMessage(RelayDepositJson, request.body, "deposit"));
    proven(request, body.auth as SessionAuth);
    reply.code(202);
    return { transactionHash: await relay.deposit(body.authorization) };
  });
  app.post("/turnpike/v1/withdrawals", async (request, reply) => {
    const body = parsedOrUnproven(() => parseMessage(RelayWithdrawJson, request.body, "withdraw request"));
    proven(request, body.auth as SessionAuth);
    reply.code(202);
    return { transactionHash: await relay.withdrawal(body.request) };
  });
  app.post("/turnpike/v1/withdrawals/finish", async (request, reply) => {
    const body = parsedOrUnproven(() => parseMessage(FinishWithdrawJson, request.body, "withdrawal"));
    const payer = proven(request, body.auth as SessionAuth);
    reply.code(202);
    return { transactionHash: await relay.finishWithdrawal(payer) };
  });
  app.get("/turnpike/v1/sessions/:session/demands", (request, reply) => {
    const session = known(request);
    reply.hijack();
    const stream = reply.raw;
    stream.writeHead(200, { "content-type": "application/x-ndjson", "cache-control": "no-store" });
    stream.flushHeaders();
    const stop = sessions.listen(session, (event) => stream.write(`${JSON.stringify(event)}\n`));
    let quiet = 0;
    const timer = setInterval(() => {
      quiet += 1;
      if (!sessions.isBusy(session) && quiet < idleBeats) return;
      quiet = 0;
      stream.write('{"type":"keepalive"}\n');
    }, beatMilliseconds);
    stream.on("close", () => {
      clearInterval(timer);
      stop();
    });
  });
  app.post("/turnpike/v1/sessions/:session/vouchers", async (request) => {
    const session = known(request);
    const message = parseMessage(SubmitVoucherJson, request.body, "voucher");
    const { best, allowanceBytes } = await sessions.submitVoucher(session, message);
    return { bestVoucher: voucherJson(best), allowanceBytes };
  });
  app.post("/turnpike/v1/sessions/:session/reservations", async (request, reply) => {
    const session = known(request);
    await sessions.submitReservation(session, parseMessage(ReservationJson, request.body, "reservation"));
    reply.code(202);
    return { accepted: true };
  });
  app.post("/turnpike/v1/sessions/:session/close", async (request) => {
    const { demand, best } = await sessions.closeSession(known(request));
    return {
      demand: demand === null ? null : demandJson(demand),
      bestVoucher: best === null ? null : voucherJson(best),
    };
  });

  await app.ready();
  return (request, response) => {
    if ((request.url ?? "").startsWith("/turnpike/v1/"))
      app.routing(request as IncomingMessage, response as ServerResponse);
    else serveCover(request, response);
  };
}

/** The framework's own complaints about malformed requests are the requester's fault, not worth a line in the log. */
const isClientFault = (error: unknown): error is { readonly statusCode: number } =>
  typeof error === "object" &&
  error !== null &&
  "statusCode" in error &&
  typeof error.statusCode === "number" &&
  error.statusCode < 500;

const bodyRefusal = ({ statusCode }: { readonly statusCode: number }): ProtocolError =>
  statusCode === 413
    ? new ProtocolError("MESSAGE_TOO_LARGE", `a message has at most ${bodyLimit} bytes; send a smaller one`)
    : new ProtocolError("MESSAGE_INVALID", "the body is not JSON, or is not said to be; send application/json");

/** The TLS exporter of the connection a request came on (RFC 9266). */
function exporterOf(request: AnyRequest): Hash | undefined {
  const socket = ("stream" in request ? request.stream.session?.socket : request.socket) as TLSSocket | undefined;
  if (socket === undefined || typeof socket.exportKeyingMaterial !== "function") return undefined;
  return `0x${socket.exportKeyingMaterial(32, exporterLabel, Buffer.alloc(0)).toString("hex")}` as Hash;
}
