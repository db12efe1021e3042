import { createHash } from "node:crypto";
import swagger from "@fastify/swagger";
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from "@fastify/type-provider-typebox";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { type Static, Type } from "typebox";
import type { Attestation } from "../../protocol/attestation.ts";
import type { Descriptor } from "../../protocol/descriptor.ts";
import { CodedError } from "../../protocol/errors.ts";
import type { Address, Hex } from "../../protocol/ids.ts";
import { formulaName } from "../../protocol/reputation.ts";
import { parseDecimal, tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { AddressText, AmountText, AttestationJson, DescriptorJson, parseMessage } from "../../protocol/wire.ts";
import { IndexerError } from "../errors.ts";
import { epochJson } from "../snapshot.ts";
import type { IndexerState } from "../state.ts";
import { listJson } from "./list.ts";
import { RateLimiter } from "./rateLimiter.ts";
import { referencePage } from "./reference.ts";

const ListQueryJson = Type.Object(
  {
    country: Type.Optional(
      Type.String({ pattern: "^[A-Z]{2}$", description: "ISO 3166-1 alpha-2, as the operator claims it" }),
    ),
    maxPrice: Type.Optional(Type.Intersect([AmountText], { description: "token base units per GB" })),
    minScore: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, description: "millionths" })),
    transport: Type.Optional(Type.Union([Type.Literal("https"), Type.Literal("wireguard")])),
    operator: Type.Optional(AddressText),
    active: Type.Optional(Type.Boolean({ description: "full stake and not unbonding" })),
    sort: Type.Optional(
      Type.Union(["score", "price", "bond", "registeredAt", "weight"].map((name) => Type.Literal(name))),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    cursor: Type.Optional(Type.String({ maxLength: 100 })),
  },
  { additionalProperties: false },
);
const AddressParams = Type.Object({ address: AddressText });

export interface ApiOptions {
  readonly state: IndexerState;
  /** Whether the follower works, and how far it is behind. */
  readonly health: () => {
    readonly ok: boolean;
    readonly block: number;
    readonly behindSeconds: number;
    readonly problem: string | null;
  };
}

const cachedUrls = 1_000;

/** The reputation API. Lists are finished bytes per URL and snapshot; an unchanged one is a 304. Errors are RFC 9457 problem documents with a code. */
export async function buildApi(options: ApiOptions): Promise<FastifyInstance> {
  const { state, health } = options;
  const app = Fastify({ bodyLimit: 16_384, logger: false, routerOptions: { maxParamLength: 120 } })
    .setValidatorCompiler(TypeBoxValidatorCompiler)
    .withTypeProvider<TypeBoxTypeProvider>();
  const limiter = new RateLimiter(state.clock);
  let requests = 0;

  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Turnpike reputation API",
        version: "1",
        description:
          "Exits, their offers and their records. Amounts are decimal strings of token base units; scores are millionths.",
      },
    },
  });
  app.addHook("onRequest", async (request, reply) => {
    requests += 1;
    reply.header("access-control-allow-origin", "*").header("x-content-type-options", "nosniff");
    if (!limiter.take(request.ip, request.method === "POST" ? 20 : 1)) {
      reply.header("retry-after", "1");
      throw new IndexerError(
        "TOO_MANY_REQUESTS",
        "this address asks too often; wait a second, or run an indexer of your own",
      );
    }
  });
  app.setErrorHandler((error, _request, reply) => problem(reply, error));
  app.setNotFoundHandler((_request, reply) =>
    problem(reply, new IndexerError("NOT_FOUND", "there is no such route; see /openapi.json")),
  );

  const cache = new Map<string, { readonly etag: string; readonly body: Buffer }>();
  let cacheVersion = "";
  /** Answers with cached bytes for this URL, or builds them once per snapshot. */
  const cached = (request: FastifyRequest, reply: FastifyReply, build: () => string) => {
    const snapshot = state.snapshot();
    if (cacheVersion !== snapshot.version || cache.size > cachedUrls) {
      cache.clear();
      cacheVersion = snapshot.version;
    }
    let entry = cache.get(request.url);
    if (entry === undefined) {
      const body = Buffer.from(build());
      entry = { etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`, body };
      cache.set(request.url, entry);
    }
    reply.header("etag", entry.etag).header("cache-control", "public, max-age=0, must-revalidate");
    if (request.headers["if-none-match"] === entry.etag) return reply.code(304).send();
    return reply.header("content-type", "application/json; charset=utf-8").send(entry.body);
  };
  const entryOf = (address: string) => {
    const entry = state.snapshot().byId.get(address as Address);
    if (entry === undefined)
      throw new IndexerError("NODE_UNKNOWN", `node ${address} is not registered; see /v1/nodes for those that are`, {
        node: address,
      });
    return entry;
  };

  app.get(
    "/v1/nodes",
    { schema: { summary: "Nodes with filters, sorting and paging", querystring: ListQueryJson } },
    (request, reply) =>
      cached(request, reply, () =>
        listJson(state.snapshot(), request.query as Static<typeof ListQueryJson> & { sort?: "score" }),
      ),
  );
  app.get("/v1/nodes/:address", { schema: { summary: "One node", params: AddressParams } }, (request, reply) =>
    cached(request, reply, () => entryOf(request.params.address).json),
  );
  app.get(
    "/v1/nodes/:address/reputation",
    {
      schema: { summary: "Every signal of a node's score, with its value, samples and reason", params: AddressParams },
    },
    (request, reply) =>
      cached(request, reply, () => {
        const { node, active } = entryOf(request.params.address);
        const snapshot = state.snapshot();
        const scored = snapshot.scores.get(node.id);
        const facts = [
          {
            name: "stake",
            value: node.bond.toString(),
            samples: 1,
            reason: active
              ? "at or above the minimum and not unbonding"
              : "below the minimum or unbonding: the node is inactive",
          },
          {
            name: "age",
            value: String(Math.max(0, state.clock.nowSeconds() - node.registeredAt)),
            samples: 1,
            reason: "seconds since registration; age only gates, it never ranks",
          },
          {
            name: "settledVolume",
            value: node.settledVolume.toString(),
            samples: node.payers,
            reason: "settled by distinct payers; volume only gates, it never ranks",
          },
        ];
        return JSON.stringify({
          node: node.id,
          epoch: JSON.parse(epochJson(snapshot)),
          score: scored?.score ?? 0,
          state: scored?.state ?? "normal",
          newcomer: scored?.newcomer ?? true,
          signals: scored?.signals ?? [],
          facts,
        });
      }),
  );
  app.get(
    "/v1/accounts/:address/channels",
    { schema: { summary: "Channels of a payer, so that a restored wallet finds its money", params: AddressParams } },
    (request) => {
      const payer = request.params.address;
      const account = state.facts.accounts.get(payer as Address);
      const channels = [...state.facts.channels.values()].filter((channel) => channel.payer === payer);
      return {
        payer,
        owner: account?.owner ?? null,
        available: (account?.available ?? 0n).toString(),
        channels: channels.map(({ node, epoch, expiresAt, locked, settled }) => ({
          node,
          epoch,
          expiresAt,
          locked: locked.toString(),
          settled: settled.toString(),
        })),
      };
    },
  );
  app.get("/v1/stats", { schema: { summary: "The network in figures" } }, (request, reply) =>
    cached(request, reply, () => {
      const { entries, block } = state.snapshot();
      const active = entries.filter((entry) => entry.active);
      const sum = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n).toString();
      return JSON.stringify({
        block,
        formula: formulaName,
        nodes: entries.length,
        activeNodes: active.length,
        offeringNodes: active.filter((entry) => entry.descriptor !== undefined).length,
        staked: sum(entries.map((entry) => entry.node.bond)),
        settledVolume: sum(entries.map((entry) => entry.node.settledVolume)),
        payers: state.facts.accounts.size,
        attestations: state.attestationCount,
      });
    }),
  );
  app.post("/v1/descriptors", { schema: { summary: "Publish a signed descriptor" } }, async (request, reply) => {
    await state.takeDescriptor(parseMessage(DescriptorJson, request.body, "descriptor") as unknown as Descriptor);
    return reply.code(202).send({ accepted: true });
  });
  app.post(
    "/v1/attestations",
    { schema: { summary: "Publish a payer's signed attestation over settled money" } },
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
  app.get("/healthz", { schema: { summary: "Whether the indexer follows the chain" } }, (_request, reply) => {
    const now = health();
    reply.code(now.ok ? 200 : 503).send(now);
  });
  app.get("/metrics", { schema: { summary: "Figures for Prometheus" } }, (_request, reply) => {
    const { block, behindSeconds, ok } = health();
    const rows: readonly (readonly [string, string, number])[] = [
      ["turnpike_indexer_block", "gauge", block],
      ["turnpike_indexer_behind_seconds", "gauge", behindSeconds],
      ["turnpike_indexer_healthy", "gauge", ok ? 1 : 0],
      ["turnpike_indexer_nodes", "gauge", state.facts.nodes.size],
      ["turnpike_indexer_requests_total", "counter", requests],
      ["process_resident_memory_bytes", "gauge", process.memoryUsage.rss()],
    ];
    reply
      .type("text/plain; version=0.0.4")
      .send(rows.map(([name, kind, value]) => `# TYPE ${name} ${kind}\n${name} ${value}\n`).join(""));
  });
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
  app.get("/reference", { schema: { hide: true } }, (_request, reply) => {
    reply
      .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
      .type("text/html; charset=utf-8")
      .send(referencePage(app.swagger() as Parameters<typeof referencePage>[0]));
  });
  await app.ready();
  return app as unknown as FastifyInstance;
}

/** RFC 9457: what went wrong, its code, and what to do. */
function problem(reply: FastifyReply, error: unknown): void {
  const { status, code, detail, data } = describe(error);
  reply
    .code(status)
    .type("application/problem+json")
    .send(JSON.stringify({ type: "about:blank", title: code, status, detail, code, data }));
}

function describe(error: unknown): { status: number; code: string; detail: string; data: object } {
  if (error instanceof CodedError)
    return { status: error.httpStatus, code: error.code, detail: error.message, data: error.data };
  const known = error as { statusCode?: number; validation?: unknown; message?: string; code?: string };
  if (known.validation !== undefined)
    return { status: 400, code: "QUERY_INVALID", detail: `${known.message ?? "invalid"}; see /openapi.json`, data: {} };
  if (known.statusCode === 413)
    return { status: 413, code: "BODY_TOO_LARGE", detail: "a body has at most 16 KiB", data: {} };
  if (known.statusCode !== undefined && known.statusCode < 500)
    return { status: known.statusCode, code: "QUERY_INVALID", detail: known.message ?? "malformed request", data: {} };
  return { status: 500, code: "FAULT", detail: "the indexer failed; its log says why", data: {} };
}
