import { Resolver } from "node:dns/promises";
import { RuntimeError } from "../../../runtime/errors.ts";
import type { Lookup } from "./target.ts";

const answerMilliseconds = 2_000;
const tries = 2;

/**
 * Asks name servers directly, IPv4 first. The system's own lookup would run on the threads that also sync the voucher log, where a few names with slow
 * servers hold up everybody's credit; and it reads the host's private names, which are nobody's business here. `servers`: addresses such as `9.9.9.9`
 * or `127.0.0.1:5353`; none means those of the host. Code: `CONFIG_INVALID`.
 */
export function createLookup(servers: readonly string[] = []): Lookup {
  const resolver = new Resolver({ timeout: answerMilliseconds, tries });
  try {
    if (servers.length > 0) resolver.setServers(servers);
  } catch (cause) {
    throw new RuntimeError(
      "CONFIG_INVALID",
      `resolvers must be addresses of name servers, not ${servers.join(", ")}; mend node.json`,
      {},
      { cause },
    );
  }
  return async (host) => {
    const name = host.replace(/\.$/, "").toLowerCase();
    // RFC 6761, section 6.3: never a question for a name server.
    if (name === "localhost" || name.endsWith(".localhost")) return ["127.0.0.1", "::1"];
    const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    if (four.status === "rejected" && six.status === "rejected") throw four.reason;
    return [four, six].flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  };
}
