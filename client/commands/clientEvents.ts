import type { Chain } from "../../chain/chain.ts";
import { type CommandIo, printJson, progress } from "../../runtime/command.ts";
import type { Connection } from "../connect.ts";
import type { ConnectionEvents } from "../connectionOptions.ts";
import { writeEvidence } from "../evidenceFile.ts";
import type { PaidSession } from "../session.ts";
import type { VoucherBook } from "../voucherBook.ts";

export const describe = (session: PaidSession) => ({
  node: session.node.id,
  pricePerGB: session.price.toString(),
  country: session.node.descriptor.body.country,
});

/** The nodes of a way out, entry first, as JSON. */
export const routeJson = (route: Connection["route"]) =>
  route.map(({ role, session }) => ({ role, ...describe(session) }));

/** Sums of each hop as JSON; `paid` is the best voucher of the channel, over all sessions ever. */
export const hopsJson = (connection: Pick<Connection, "hops">, book: Pick<VoucherBook, "best">) =>
  connection.hops.map(({ role, node, pricePerGB, country, bytes, spent }) => ({
    ...{ role, node, pricePerGB: pricePerGB.toString(), country },
    ...{ bytes: String(bytes), spent: spent.toString(), paid: (book.best(node)?.cumulative ?? 0n).toString() },
  }));

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
    onConnected: (session, entry) => {
      if (json) {
        const exit = { role: "exit", session } as const;
        const route = entry === undefined ? [exit] : [{ role: "entry", session: entry } as const, exit];
        printJson(io, { type: "connected", ...describe(session), hops: routeJson(route) });
        return;
      }
      const words = ({ node, price }: PaidSession) =>
        `${node.id} (${node.descriptor.body.country}) at ${money(price)} per GB`;
      const first = entry === undefined ? "" : `entry ${words(entry)}, then exit `;
      progress(io, `connected through ${first}${words(session)}`);
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
