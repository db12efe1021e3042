import type { Chain } from "../../chain/chain.ts";
import { type CommandIo, printJson, progress } from "../../runtime/command.ts";
import type { ConnectionEvents } from "../connect.ts";
import { writeEvidence } from "../evidenceFile.ts";
import type { PaidSession } from "../session.ts";

export const describe = (session: PaidSession) => ({
  node: session.node.id,
  pricePerGB: session.price.toString(),
  country: session.node.descriptor.body.country,
});

/** Says what happens to the connection, to people or as JSON lines. */
export function eventsOf(
  io: CommandIo,
  parts: { readonly json: boolean; readonly dir: string; readonly chain: Pick<Chain, "network"> },
  say: (text: string) => void,
  money: (amount: bigint) => string,
): ConnectionEvents {
  const { json, dir, chain } = parts;
  return {
    onProgress: say,
    onConnected: (session) => {
      const { country } = session.node.descriptor.body;
      if (json) printJson(io, { type: "connected", ...describe(session) });
      else progress(io, `connected through ${session.node.id} (${country}) at ${money(session.price)} per GB`);
    },
    onLost: (code, message) => {
      if (json) printJson(io, { type: "lost", code, message });
      else progress(io, `session over: ${message} [${code}]`);
    },
    onEvidence: (evidence) => {
      writeEvidence(dir, chain.network, evidence)
        .then((path) =>
          json
            ? printJson(io, { type: "evidence", node: evidence.quote.node, path })
            : progress(io, `the node contradicted itself; report it with: turnpike evidence submit ${path}`),
        )
        .catch((error: unknown) =>
          say(`the evidence could not be written: ${error instanceof Error ? error.message : String(error)}`),
        );
    },
  };
}
