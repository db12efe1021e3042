import { type AddressClass, classifyAddress, isDialable } from "../../../protocol/destination.ts";
import { policyAccepts, type TransportProtocol } from "../../../protocol/exitPolicy.ts";
import { interfaceAddresses } from "../interfaceAddresses.ts";
import type { ExitRules } from "../port.ts";

/** A host and port as a client names them. */
export interface Authority {
  readonly host: string;
  readonly port: number;
}

/** Why a destination is not reached: a status and a word for the `turnpike-error` header. No address goes into a message. */
export interface TargetRefusal {
  readonly status: 403 | 502 | 503 | 504;
  readonly code: "DESTINATION_REFUSED" | "DESTINATION_UNREACHABLE" | "DESTINATION_TIMEOUT" | "TUNNEL_LIMIT";
}

export const refusedTarget: TargetRefusal = { status: 403, code: "DESTINATION_REFUSED" };
export const unreachableTarget: TargetRefusal = { status: 502, code: "DESTINATION_UNREACHABLE" };

export const tunnelLimit: TargetRefusal = { status: 503, code: "TUNNEL_LIMIT" };

/** Every address of a name. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** `host:port` of a CONNECT request, IPv6 in brackets. */
export function parseAuthority(text: string | undefined): Authority | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]{2,45})\]|([^\s:/?#@[\]]{1,253})):([0-9]{1,5})$/.exec(text ?? "");
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || !(port >= 1 && port <= 65_535) ? undefined : { host, port };
}

/**
 * Resolves a destination and checks it, in this order: policy for the port, then each resolved address. The address that was checked is the one to
 * dial, so a name that changes its answer in between gains nothing.
 */
export async function checkedAddress(
  authority: Authority,
  protocol: TransportProtocol,
  rules: ExitRules,
  lookup: Lookup,
): Promise<{ readonly address: string } | TargetRefusal> {
  if (!policyAccepts(rules.policy, protocol, authority.port)) return refusedTarget;
  const own = [...interfaceAddresses(), ...rules.ownAddresses];
  const judge = (address: string): AddressClass => classifyAddress(address, { labAllow: rules.labAllow, own });
  const literal = judge(authority.host);
  if (literal !== "malformed") return isDialable(literal) ? { address: authority.host } : refusedTarget;
  // Numbers that are no strict address (octal, hexadecimal, short forms) never reach a resolver, which might read them as one.
  if (
    !/^(?!.*\.\.)[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252})$/.test(authority.host) ||
    /^(0x[0-9a-f]*|[0-9]+)$/i.test(lastLabel(authority.host))
  )
    return refusedTarget;
  let addresses: readonly string[];
  try {
    addresses = await lookup(authority.host);
  } catch {
    // Whether a name exists is between the client and the resolver; nothing is logged about it.
    return unreachableTarget;
  }
  const good = addresses.filter((address) => isDialable(judge(address)));
  const [first] = good;
  if (first === undefined) return addresses.length === 0 ? unreachableTarget : refusedTarget;
  // One bad address among good ones is how a rebinding name looks: the name as a whole is refused.
  return good.length === addresses.length ? { address: first } : refusedTarget;
}

const lastLabel = (host: string): string => host.replace(/\.$/, "").split(".").at(-1) ?? "";
