import type { Transport } from "../protocol/descriptor.ts";
import { policyAccepts } from "../protocol/exitPolicy.ts";
import type { Address } from "../protocol/ids.ts";
import { areApart, type Whereabouts } from "../protocol/selection.ts";
import type { NodeEntry } from "./discover.ts";
import { ClientError } from "./errors.ts";
import type { HopRole } from "./hopSums.ts";
import type { RoleBook } from "./roles.ts";
import { fits, type NodeFilters } from "./select.ts";
import type { PaidNode } from "./session.ts";

/** What the two nodes of a route must be, each by itself. */
export interface RouteFilters {
  readonly entry: NodeFilters;
  readonly exit: NodeFilters;
}

/** The exit is what the user describes; the entry has its price, score and transport alone, and a name only when `entry` gives one. */
export const routeFilters = (filters: NodeFilters, entry: Address | undefined): RouteFilters => ({
  entry: { ...filters, country: undefined, node: entry },
  exit: filters,
});

/** What an operator must not have seen of this payer before, to be this hop now. */
const unseen = { entry: "destinations", exit: "address" } as const;

/** Who is named by the user may be used in spite of what it has seen. */
const mayBe = (role: HopRole, operator: Address, filters: RouteFilters, roles: RoleBook): boolean =>
  filters[role].node !== undefined || !roles.hasSeen(operator, unseen[role]);

/** The parts of an offer that say whether another node can be reached through it, and how it is reached itself. */
interface Offer {
  readonly endpoint: { readonly host: string; readonly port: number };
  readonly exitPolicy: Parameters<typeof policyAccepts>[0];
  readonly wireguard?: { readonly port: number };
}

/** Whether the entry's own policy lets it reach everything that the exit is dialled on. */
export const carriesTo = (entry: Offer, exit: Offer, transports: readonly Transport[]): boolean =>
  policyAccepts(entry.exitPolicy, "tcp", exit.endpoint.port) &&
  transports.some(
    (transport) =>
      transport !== "wireguard" ||
      (exit.wireguard !== undefined && policyAccepts(entry.exitPolicy, "udp", exit.wireguard.port)),
  );

const placeOf = (entry: NodeEntry): Whereabouts => ({
  operator: entry.operator as Address,
  host: entry.descriptor?.body.endpoint.host ?? "",
  country: entry.descriptor?.body.country ?? "",
});
const placeOfNode = ({ operator, descriptor: { body } }: PaidNode): Whereabouts => ({
  operator,
  host: body.endpoint.host,
  country: body.country,
});

const bodyOf = (entry: NodeEntry): Offer | undefined => entry.descriptor?.body as Offer | undefined;

/** Exits that an indexer's word lets stand behind this entry. */
export const exitsBehind =
  (entry: PaidNode, filters: RouteFilters, roles: RoleBook) =>
  (exit: NodeEntry): boolean => {
    const body = bodyOf(exit);
    return (
      body !== undefined &&
      mayBe("exit", exit.operator as Address, filters, roles) &&
      areApart(placeOfNode(entry), placeOf(exit)) &&
      carriesTo(entry.descriptor.body, body, filters.exit.transports)
    );
  };

/** Entries before which at least one exit of the list may stand. */
export const entriesOf =
  (list: readonly NodeEntry[], filters: RouteFilters, roles: RoleBook, now: number, used: ReadonlySet<Address>) =>
  (entry: NodeEntry): boolean => {
    const body = bodyOf(entry);
    if (body === undefined || used.has(entry.node as Address)) return false;
    if (!mayBe("entry", entry.operator as Address, filters, roles)) return false;
    return list.some((exit) => {
      const far = bodyOf(exit);
      return (
        far !== undefined &&
        fits(exit, filters.exit, now) &&
        mayBe("exit", exit.operator as Address, filters, roles) &&
        areApart(placeOf(entry), placeOf(exit)) &&
        carriesTo(body, far, filters.exit.transports)
      );
    });
  };

/**
 * Holds a verified node to the rules of its hop, by what the chain and its own signature say: an indexer may have named another operator. Code:
 * `HOPS_NOT_APART`.
 */
export function requireHop(
  role: HopRole,
  node: PaidNode,
  other: PaidNode | undefined,
  filters: RouteFilters,
  roles: RoleBook,
): void {
  const isApart = other === undefined || areApart(placeOfNode(node), placeOfNode(other));
  if (isApart && mayBe(role, node.operator, filters, roles)) return;
  throw new ClientError(
    "HOPS_NOT_APART",
    isApart
      ? `the operator of node ${node.id} has seen this payer's ${role === "exit" ? "address" : "destinations"} before; another node is tried`
      : `node ${node.id} shares operator, network or country with the other hop; another node is tried`,
    { node: node.id },
  );
}

export const noRouteFits = (known: number): ClientError =>
  new ClientError(
    "NO_ROUTE_FITS",
    `no two of ${known} known nodes may be entry and exit of one route: they need two operators, networks and countries, and an operator that has seen where this wallet comes from is no exit for it; relax the filters, name nodes with --entry and --node, or use a wallet that no node knows (--dir)`,
    { known },
  );
