import { gzipSync } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Address } from "../../protocol/ids.ts";
import { epochsHead, type SealedEpoch } from "../epochs/epochs.ts";
import { IndexerError } from "../errors.ts";
import type { ApiOptions } from "./app.ts";
import * as schemas from "./epochSchemas.ts";
import type { Api } from "./routes.ts";
import { AddressParamsJson, refusals } from "./schemas.ts";

/** Part of a document by one byte range (RFC 9110, 14.2); several ranges or other units are answered with all of it. */
function partOf(range: string | undefined, length: number): { readonly from: number; readonly to: number } | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return undefined;
  const from = first === "" ? Math.max(0, length - Number(last)) : Number(first);
  const to = first === "" || last === "" ? length - 1 : Math.min(length - 1, Number(last));
  if (from <= to) return { from, to };
  throw new IndexerError("RANGE_INVALID", `there are ${length} bytes; ask for a range inside them`, { length });
}

/** Epochs, their lines and proofs, and what they recorded over time. */
export function addEpochRoutes(app: Api, { epochs, state }: ApiOptions): void {
  const entryJson = ({ stats, inputs, ...statement }: SealedEpoch) => ({ ...statement, stats, inputs });
  app.get(
    "/v1/epochs",
    {
      schema: {
        summary: "Signed epochs, newest first, with the signer's address",
        querystring: schemas.EpochsQueryJson,
        response: { 200: schemas.EpochsJson, ...refusals },
      },
    },
    ({ query }) => ({
      ...epochsHead(epochs, state.network),
      epochs: epochs.list(query.before, query.limit ?? 50).map(entryJson),
    }),
  );
  app.get(
    "/v1/epochs/:epoch",
    {
      schema: {
        summary: "One signed epoch",
        params: schemas.EpochParamsJson,
        response: { 200: schemas.EpochJson, ...refusals },
      },
    },
    ({ params }) => entryJson(epochs.get(params.epoch)),
  );
  app.get(
    "/v1/epochs/:epoch/inputs",
    {
      schema: {
        summary: "All lines of an epoch as NDJSON; goes on from a byte range or from a line",
        params: schemas.EpochParamsJson,
        querystring: schemas.InputsQueryJson,
        response: schemas.ndjson,
      },
    },
    async (request, reply) => {
      const { lines } = await epochs.lines(request.params.epoch);
      const text = lines.slice(request.query.offset ?? 0).map((line) => `${line}\n`);
      return sendLines(request, reply, epochs.get(request.params.epoch), Buffer.from(text.join("")));
    },
  );
  app.get(
    "/v1/epochs/:epoch/proofs/:subject",
    {
      schema: {
        summary: "The way from one line to the signed root: a node's score, or the line with this leaf hash",
        params: schemas.ProofParamsJson,
        response: { 200: schemas.ProofJson, ...refusals },
      },
    },
    async ({ params }) => {
      const { root, lines, epoch } = epochs.get(params.epoch);
      const { line, index, path } = await epochs.proof(params.epoch, params.subject);
      return { epoch, root, lines, line, index, path: [...path] };
    },
  );
  app.get(
    "/v1/nodes/:address/history",
    {
      schema: {
        summary: "A node over time: a point for every epoch in which something changed",
        params: AddressParamsJson,
        querystring: schemas.HistoryQueryJson,
        response: { 200: schemas.HistoryJson, ...refusals },
      },
    },
    async ({ params, query }) => {
      const node = params.address as Address;
      if (!state.facts.nodes.has(node))
        throw new IndexerError("NODE_UNKNOWN", `node ${node} is not registered; see /v1/nodes for those that are`, {
          node,
        });
      const limit = query.limit ?? 200;
      // What is counted is the same however many points are shown.
      const rows = await epochs.history(node, Math.max(limit, offerEpochs + 1));
      const points = rows.slice(-limit).map(({ price, bond, settledVolume, epoch, node: _same, ...row }) => ({
        epoch,
        time: epochs.get(epoch).time,
        ...row,
        price: price?.toString() ?? null,
        bond: bond.toString(),
        settledVolume: settledVolume.toString(),
      }));
      return { node, ...offeredIn(rows, epochs.list(undefined, offerEpochs)), points };
    },
  );
}

/** A month of hours. */
const offerEpochs = 720;

/** In how many of the newest epochs since its first point the node had a valid offer, which outlives a node that has died by a day. Points come oldest first, epochs newest first. */
function offeredIn(
  points: readonly { readonly epoch: number; readonly offering: boolean }[],
  newest: readonly { readonly epoch: number }[],
): { readonly epochs: number; readonly offered: number } {
  let at = points.length - 1;
  let counted = 0;
  let offered = 0;
  for (const { epoch } of newest) {
    while ((points[at]?.epoch ?? epoch) > epoch) at -= 1;
    if (at < 0) break;
    counted += 1;
    if (points[at]?.offering === true) offered += 1;
  }
  return { epochs: counted, offered };
}

function sendLines(request: FastifyRequest, reply: FastifyReply, epoch: SealedEpoch, body: Buffer): FastifyReply {
  const tag = `"${epoch.root.slice(2, 34)}"`;
  reply.headers({
    "content-type": "application/x-ndjson; charset=utf-8",
    "cache-control": "public, max-age=31536000, immutable",
    "accept-ranges": "bytes",
    etag: tag,
    vary: "accept-encoding",
  });
  const { range, "if-range": ifRange } = request.headers;
  const part = ifRange === undefined || ifRange === tag ? partOf(range, body.length) : undefined;
  if (part !== undefined)
    return reply
      .code(206)
      .header("content-range", `bytes ${part.from}-${part.to}/${body.length}`)
      .send(body.subarray(part.from, part.to + 1));
  if (body.length > 1_400 && /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? "")))
    return reply.headers({ "content-encoding": "gzip", etag: `${tag.slice(0, -1)}-gzip"` }).send(gzipSync(body));
  return reply.send(body);
}
