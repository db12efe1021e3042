import { Type } from "typebox";
import type { Address, Hash, Hex } from "../../protocol/ids.ts";
import { CommitmentJson, ProbeJson } from "../../protocol/probe.ts";
import { parseMessage } from "../../protocol/wire.ts";
import type { IndexerState } from "../state.ts";
import type { Api } from "./routes.ts";
import { AcceptedJson, refusals } from "./schemas.ts";

/** The body is checked by `parseMessage`, whose refusals say more; the schema is for the document. */
const unchecked = { validatorCompiler: () => () => true } as const;

/** Where probers leave what they found: first the commitment, later the result. */
export function addProbeRoutes(app: Api, state: IndexerState): void {
  app.post(
    "/v1/probes/commitments",
    {
      ...unchecked,
      schema: {
        summary: "Commit to a probe's result before it is published; from probers that the indexer's operator named",
        body: CommitmentJson,
        response: { 202: AcceptedJson, ...refusals },
      },
    },
    async (request, reply) => {
      const message = parseMessage(CommitmentJson, request.body, "commitment");
      await state.takeCommitment({
        hash: message.hash as Hash,
        at: message.at,
        publishAt: message.publishAt,
        prober: message.prober as Address,
        signature: message.signature as Hex,
      });
      return reply.code(202).send({ accepted: true });
    },
  );
  app.post(
    "/v1/probes",
    {
      ...unchecked,
      schema: {
        summary: "Publish the result of a commitment, from the time on that it names",
        body: Type.Object(ProbeJson.properties, { additionalProperties: false }),
        response: { 202: AcceptedJson, ...refusals },
      },
    },
    async (request, reply) => {
      await state.takeProbe(parseMessage(ProbeJson, request.body, "probe"));
      return reply.code(202).send({ accepted: true });
    },
  );
}
