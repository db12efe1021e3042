import { type Static, Type } from "typebox";
import { AddressText, CountText, HashText } from "../protocol/wire.ts";

const strict = { additionalProperties: false } as const;
const node = { node: AddressText };

/** What the events of `/v1/events` carry, by their names. */
export const eventSchemas = {
  block: Type.Object(
    { block: Type.Integer({ description: "the rows stand at this block now" }), blockHash: HashText },
    strict,
  ),
  epoch: Type.Object({ epoch: Type.Integer({ description: "signed now" }), root: HashText }, strict),
  descriptor: Type.Object({ ...node, version: CountText }, strict),
  attestation: Type.Object(node, strict),
  probe: Type.Object(node, strict),
};

type Events = typeof eventSchemas;
export type FeedEvent = {
  [Name in keyof Events]: Readonly<{ type: Name } & Static<Events[Name]>>;
}[keyof Events];
