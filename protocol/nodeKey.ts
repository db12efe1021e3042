/** NodeKey: a node key's consent to serve one operator, shown at register and rotate so that nobody registers another's key. */
import type { Domain } from "./domain.ts";
import { digest, structHash } from "./eip712.ts";
import type { Address, Hash, Hex } from "./ids.ts";
import type { Sign } from "./signature.ts";
import type { UnixSeconds } from "./units.ts";

export interface NodeKeyTerms {
  readonly operator: Address;
  /** The key itself, as an address. */
  readonly node: Address;
  readonly deadline: UnixSeconds;
}

export const nodeKeyDigest = (domain: Domain, terms: NodeKeyTerms): Hash =>
  digest(domain, structHash("NodeKey", { operator: terms.operator, node: terms.node, deadline: terms.deadline }));

export const signNodeKey = (domain: Domain, terms: NodeKeyTerms, sign: Sign): Hex => sign(nodeKeyDigest(domain, terms));
