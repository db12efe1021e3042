import { type Static, Type } from "typebox";
import type { Address } from "../../protocol/ids.ts";
import { parseDecimal } from "../../protocol/units.ts";
import { AddressText, AmountText, parseMessage } from "../../protocol/wire.ts";
import { IndexerError } from "../errors.ts";
import type { ProbedNode } from "./probeNode.ts";

/** What a prober reads of a list; everything else in it is the client's business, who checks it on chain. */
const ListedJson = Type.Object({
  nodes: Type.Array(
    Type.Object({
      node: AddressText,
      scoreState: Type.String(),
      descriptor: Type.Union([
        Type.Object({
          body: Type.Object({
            country: Type.String({ pattern: "^[A-Z]{2}$" }),
            capacityMbps: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
            pricePerGB: AmountText,
            transports: Type.Array(Type.String()),
          }),
        }),
        Type.Null(),
      ]),
    }),
    { maxItems: 1_000 },
  ),
  nextCursor: Type.Union([Type.String({ maxLength: 300 }), Type.Null()]),
});

export interface ListedExit extends ProbedNode {
  readonly contested: boolean;
}

const mostPages = 200;

/** The active exits with an offer that clients of this prober's kind would use, of the first indexer. Code: `INDEXER_UNREACHABLE`. */
export async function listExits(indexer: string): Promise<readonly ListedExit[]> {
  const exits: ListedExit[] = [];
  let cursor: string | null = "";
  for (let page = 0; cursor !== null && page < mostPages; page++) {
    const url: URL = new URL("/v1/nodes", indexer);
    url.searchParams.set("limit", "500");
    url.searchParams.set("active", "true");
    if (cursor !== "") url.searchParams.set("cursor", cursor);
    const list: Static<typeof ListedJson> = await listed(url);
    for (const { node, scoreState, descriptor } of list.nodes) {
      if (descriptor === null || !descriptor.body.transports.includes("https")) continue;
      const { country, capacityMbps, pricePerGB } = descriptor.body;
      const contested = scoreState === "contested";
      exits.push({ node: node as Address, country, capacityMbps, pricePerGB: parseDecimal(pricePerGB), contested });
    }
    cursor = list.nextCursor;
  }
  return exits;
}

async function listed(url: URL): Promise<Static<typeof ListedJson>> {
  let value: unknown;
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(15_000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    value = await response.json();
  } catch (cause) {
    throw new IndexerError(
      "INDEXER_UNREACHABLE",
      `${url.href} cannot be had (${cause instanceof Error ? cause.message : "no answer"}); check --indexer and try again`,
      { url: url.href },
      { cause },
    );
  }
  return parseMessage(ListedJson, value, "list of nodes");
}
