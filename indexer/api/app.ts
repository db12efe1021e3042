import swagger from "@fastify/swagger";
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from "@fastify/type-provider-typebox";
import Fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import type { Epochs } from "../epochs/epochs.ts";
import { IndexerError } from "../errors.ts";
import type { IndexerState } from "../state.ts";
import { addExplorer } from "./explorer.ts";
import { expected, problemOf } from "./problem.ts";
import { RateLimiter } from "./rateLimiter.ts";
import { addRoutes } from "./routes.ts";

export interface Health {
  readonly ok: boolean;
  readonly block: number;
  readonly behindSeconds: number;
  readonly problem: string | null;
}

export interface ApiOptions {
  readonly state: IndexerState;
  readonly epochs: Epochs;
  /** Whether the follower works, and how far it is behind. */
  readonly health: () => Health;
  /** Told of faults of ours, which the one who asked is not told of. */
  readonly onFault: (error: unknown) => void;
  /** Folder of the built explorer; undefined where there is none. */
  readonly explorer: string | undefined;
}

/** A post costs a signature check, the lines of an epoch are many, and shares take all nodes that fit. */
const postCost = 20;

/** The reputation API. Lists are finished bytes per URL and snapshot; an unchanged one is a 304. Errors are RFC 9457 problem documents with a code. */
export async function buildApi(options: ApiOptions): Promise<FastifyInstance> {
  const app = Fastify({ bodyLimit: 16_384, logger: false, routerOptions: { maxParamLength: 120 } })
    .setValidatorCompiler(TypeBoxValidatorCompiler)
    // Response schemas are for the document and the tests; answers are made by JSON.stringify, which is faster here.
    .setSerializerCompiler(() => (data) => JSON.stringify(data))
    .withTypeProvider<TypeBoxTypeProvider>();
  const limiter = new RateLimiter(options.state.clock);
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
  app.addHook("onRequest", (request, reply, next) => {
    requests += 1;
    reply.headers({
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "etag, retry-after, content-range, accept-ranges",
      "x-content-type-options": "nosniff",
    });
    if (
      !limiter.take(
        request.ip,
        request.method === "POST" || /\/(inputs|proofs|select)\b/.test(request.url) ? postCost : 1,
      )
    ) {
      reply.header("retry-after", "1");
      next(
        new IndexerError(
          "TOO_MANY_REQUESTS",
          "this address asks too often; wait a second, or run an indexer of your own",
        ),
      );
      return;
    }
    if (request.method === "OPTIONS") {
      reply.headers({
        "access-control-allow-methods": "GET, HEAD, POST",
        "access-control-allow-headers": "content-type, if-none-match, range, last-event-id",
        "access-control-max-age": "86400",
      });
      reply.code(204).send();
      return;
    }
    next();
  });
  const refuse = (reply: FastifyReply, error: unknown): void => {
    const known = expected(error);
    if (known === undefined) options.onFault(error);
    const problem = problemOf(known);
    reply.code(problem.status).type("application/problem+json").send(JSON.stringify(problem));
  };
  app.setErrorHandler((error, _request, reply) => refuse(reply, error));
  app.setNotFoundHandler((_request, reply) =>
    refuse(reply, new IndexerError("NOT_FOUND", "there is no such route; see /openapi.json")),
  );
  addRoutes(app, { ...options, requests: () => requests });
  addExplorer(app, options.explorer);
  await app.ready();
  return app as unknown as FastifyInstance;
}
