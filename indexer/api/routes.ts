import type { IncomingMessage, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest, RawServerDefault } from "fastify";
import type { Attestation } from "../../protocol/attestation.ts";
import type { Descriptor } from "../../protocol/descriptor.ts";
import type { Address, Hex } from "../../protocol/ids.ts";
import { formulaName } from "../../protocol/reputation.ts";
import { medianOf } from "../../protocol/selection.ts";
import { parseDecimal, tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { AttestationJson, DescriptorJson, parseMessage } from "../../protocol/wire.ts";
import { statsOf } from "../epochs/epochs.ts";
import { IndexerError } from "../errors.ts";
import { entryJson, entryOf, epochJson, type Snapshot } from "../snapshot.ts";
import { type Answer, AnswerCache, matches } from "./answerCache.ts";
import type { ApiOptions } from "./app.ts";
import { addEpochRoutes } from "./epochRoutes.ts";
import { EventStreams } from "./eventStream.ts";
import { type ListQuery, listJson, Orders } from "./list.ts";
import { addProbeRoutes } from "./probeRoutes.ts";
import { addProblemRoutes } from "./problemTypes.ts";
import { referencePage } from "./reference.ts";
import { reputationJson } from "./reputation.ts";
import * as schemas from "./schemas.ts";
import { Suggester } from "./suggest.ts";

/** The application as routes see it. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** The body is checked by `parseMessage`, whose refusals say more; the schema is for the document. */
const unchecked = { validatorCompiler: () => () => true } as const;

export function addRoutes(app: Api, options: ApiOptions & { readonly requests: () => number }): void {
  const { state, health } = options;
  const cache = new AnswerCache();
  const send = (request: FastifyRequest, reply: FastifyReply, answer: Answer): void => {
    const { etag, body, encoding } = cache.encoded(answer, request.headers["accept-encoding"]);
    reply.headers({ etag, "cache-control": "public, max-age=0, must-revalidate", vary: "accept-encoding" });
    if (matches(request.headers["if-none-match"], etag)) {
      reply.code(304).send();
      return;
    }
    if (encoding !== undefined) reply.header("content-encoding", encoding);
    reply.header("content-type", "application/json; charset=utf-8").send(body);
  };
  /** Answers with the bytes kept for this URL, or builds them once per snapshot. */
  const answer = (request: FastifyRequest, reply: FastifyReply, build: () => string): void =>
    send(request, reply, cache.answer(state.snapshot().version, request.url, build));
  // What is kept was asked for before in the same words, and found good: it need not be looked at again.
  app.addHook("onRequest", (request, reply, next) => {
    const known = request.method === "GET" ? cache.known(state.snapshot().version, request.url) : undefined;
    if (known === undefined) next();
    else send(request, reply, known);
  });
  const registered = (address: string) => {
    const entry = entryOf(state.snapshot(), address as Address);
    if (entry === undefined)
      throw new IndexerError("NODE_UNKNOWN", `node ${address} is not registered; see /v1/nodes for those that are`, {
        node: address,
      });
    return entry;
  };
  let orders: Orders | undefined;
  const ordersOf = (snapshot: Snapshot): Orders => {
    if (orders?.snapshot !== snapshot) orders = new Orders(snapshot);
    return orders;
  };
  const { refusals, unchanged, AddressParamsJson: params } = schemas;

  app.get(
    "/v1/nodes",
    {
      schema: {
        summary: "Nodes with filters, sorting and paging",
        querystring: schemas.ListQueryJson,
        response: { 200: schemas.ListJson, ...unchanged, ...refusals },
      },
    },
    (request, reply) => answer(request, reply, () => listJson(ordersOf(state.snapshot()), request.query as ListQuery)),
  );
  app.get(
    "/v1/nodes/:address",
    { schema: { summary: "One node", params, response: { 200: schemas.NodeJson, ...unchanged, ...refusals } } },
    (request, reply) => answer(request, reply, () => entryJson(registered(request.params.address))),
  );
  app.get(
    "/v1/nodes/:address/reputation",
    {
      schema: {
        summary: "Every signal of a node's score, with its value, samples and reason",
        params,
        response: { 200: schemas.ReputationJson, ...unchanged, ...refusals },
      },
    },
    (request, reply) => answer(request, reply, () => reputationJson(state, registered(request.params.address))),
  );
  app.get(
    "/v1/accounts/:address/channels",
    {
      schema: {
        summary: "Channels of a payer, so that a restored wallet finds its money",
        params,
        response: { 200: schemas.ChannelsJson, ...refusals },
      },
    },
    (request) => {
      const payer = request.params.address as Address;
      const account = state.facts.account(payer);
      return {
        payer,
        owner: account?.owner ?? null,
        available: (account?.available ?? 0n).toString(),
        channels: state.facts.channelsOfPayer(payer).map(({ node, epoch, expiresAt, locked, settled }) => ({
          node,
          epoch,
          expiresAt,
          locked: locked.toString(),
          settled: settled.toString(),
        })),
      };
    },
  );
  app.get(
    "/v1/stats",
    { schema: { summary: "The network in figures", response: { 200: schemas.StatsJson, ...unchanged, ...refusals } } },
    (request, reply) => answer(request, reply, () => statsJson(options)),
  );
  addEpochRoutes(app, options);
  let suggester: Suggester | undefined;
  const suggesterOf = (snapshot: Snapshot): Suggester => {
    if (suggester?.snapshot !== snapshot) suggester = new Suggester(snapshot);
    return suggester;
  };
  // Where suggestions are asked for, they are made ready behind the answer that had the new snapshot built, not before the next one that needs them.
  app.addHook("onResponse", (_request, _reply, done) => {
    done();
    if (suggester !== undefined) suggesterOf(state.snapshot());
  });
  app.get(
    "/v1/select",
    {
      schema: {
        summary: "A few nodes that fit, drawn by share: a suggestion, from which the client draws",
        querystring: schemas.SelectQueryJson,
        response: { 200: schemas.SelectJson, ...refusals },
      },
    },
    (request, reply) => {
      const { count = 20, ...filters } = request.query as ListQuery & { readonly count?: number };
      const snapshot = state.snapshot();
      const ready = suggesterOf(snapshot);
      const drawn = ready.suggest(filters, count);
      const body = drawn.map(({ entry, share }) => `{"share":${share},"node":${entryJson(entry)}}`).join(",");
      const fitting = ready.fitting(filters);
      const text = `{"epoch":${epochJson(snapshot)},"fitting":${fitting},"suggestions":[${body}]}`;
      sendText(reply, text);
    },
  );
  const streams = new EventStreams(state.feed);
  app.addHook("preClose", (done) => {
    streams.close();
    done();
  });
  app.get(
    "/v1/events",
    {
      schema: {
        summary:
          "News as server-sent events: block, epoch, descriptor, attestation, probe; goes on from Last-Event-ID, or says reset",
        response: schemas.eventStream,
      },
    },
    (request, reply) => streams.start(request, reply),
  );
  app.post(
    "/v1/descriptors",
    {
      ...unchecked,
      schema: {
        summary: "Publish a descriptor signed by the node's current key",
        body: DescriptorJson,
        response: { 202: schemas.AcceptedJson, ...refusals },
      },
    },
    async (request, reply) => {
      await state.takeDescriptor(parseMessage(DescriptorJson, request.body, "descriptor") as unknown as Descriptor);
      return reply.code(202).send({ accepted: true });
    },
  );
  app.post(
    "/v1/attestations",
    {
      ...unchecked,
      schema: {
        summary: "Publish a payer's signed attestation over settled money",
        body: AttestationJson,
        response: { 202: schemas.AcceptedJson, ...refusals },
      },
    },
    async (request, reply) => {
      const message = parseMessage(AttestationJson, request.body, "attestation");
      const attestation: Attestation = {
        payer: message.payer as Address,
        node: message.node as Address,
        cumulative: tokenAmount(parseDecimal(message.cumulative)),
        score: message.score,
        periodStart: unixSeconds(message.periodStart),
        signature: message.signature as Hex,
      };
      await state.takeAttestation(attestation);
      return reply.code(202).send({ accepted: true });
    },
  );
  addProbeRoutes(app, state);
  addProblemRoutes(app);
  app.get(
    "/healthz",
    {
      schema: {
        summary: "Whether the indexer follows the chain",
        response: { 200: schemas.HealthJson, 503: schemas.HealthJson },
      },
    },
    (_request, reply) => {
      const now = health();
      reply.code(now.ok ? 200 : 503).send(now);
    },
  );
  app.get(
    "/metrics",
    { schema: { summary: "Figures for Prometheus", response: schemas.plainText("the text format, version 0.0.4") } },
    (_request, reply) => {
      const { block, behindSeconds, ok } = health();
      const rows: readonly (readonly [string, string, number])[] = [
        ["turnpike_indexer_block", "gauge", block],
        ["turnpike_indexer_behind_seconds", "gauge", behindSeconds],
        ["turnpike_indexer_healthy", "gauge", ok ? 1 : 0],
        ["turnpike_indexer_nodes", "gauge", state.facts.nodes.size],
        ["turnpike_indexer_attestations", "gauge", state.attestationCount],
        ["turnpike_indexer_cache_bytes", "gauge", cache.bytes],
        ["turnpike_indexer_requests_total", "counter", options.requests()],
        ["process_resident_memory_bytes", "gauge", process.memoryUsage.rss()],
      ];
      reply
        .type("text/plain; version=0.0.4; charset=utf-8")
        .send(rows.map(([name, kind, value]) => `# TYPE ${name} ${kind}\n${name} ${value}\n`).join(""));
    },
  );
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
  app.get("/reference", { schema: { hide: true } }, (_request, reply) => {
    reply
      .header(
        "content-security-policy",
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      )
      .header("referrer-policy", "no-referrer")
      .type("text/html; charset=utf-8")
      .send(referencePage(app.swagger() as Parameters<typeof referencePage>[0]));
  });
}

/** Finished JSON of which nothing is kept. */
const sendText = (reply: FastifyReply, text: string): void => {
  reply
    .headers({ "content-type": "application/json; charset=utf-8", "cache-control": "no-store" })
    .send(Buffer.from(text));
};

function statsJson({ state }: ApiOptions): string {
  const { block, entries } = state.snapshot();
  const { name, chainId, token } = state.network;
  const offering = entries.filter((entry) => entry.active && entry.offer !== undefined);
  const byCountry = Map.groupBy(offering, ({ offer }) => offer?.country ?? "");
  const countries = [...byCountry].map(([country, { length: nodes }]) => ({ country, nodes }));
  return JSON.stringify({
    block,
    formula: formulaName,
    network: { name, chainId },
    token: { symbol: token.symbol, decimals: token.decimals },
    medianPrice: medianOf(offering.flatMap(({ offer }) => offer?.price ?? [])).toString(),
    countries: countries.sort((a, b) => b.nodes - a.nodes || (a.country < b.country ? -1 : 1)),
    ...statsOf(state),
  });
}
