import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../runtime/clock.ts";
import { type CommandIo, printJson, progress } from "../../runtime/command.ts";
import type { ConnectionEvents } from "../connect.ts";
import type { PaidSession } from "../session.ts";

export const describe = (session: PaidSession) => ({
  node: session.node.id,
  pricePerGB: session.price.toString(),
  country: session.node.descriptor.body.country,
});

/** Says what happens to the connection, to people or as JSON lines. */
export function eventsOf(
  io: CommandIo,
  parts: { readonly json: boolean; readonly dir: string },
  say: (text: string) => void,
  money: (amount: bigint) => string,
): ConnectionEvents {
  const { json, dir } = parts;
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
    onEvidence: (demands, quote) => {
      const path = join(dir, `evidence-${quote.node}-${systemClock.nowSeconds()}.json`);
      const plain = (_key: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
      writeFile(path, JSON.stringify({ quote, demands }, plain, 2), { mode: 0o600 })
        .then(() => say(`the node contradicted itself; the evidence is in ${path}`))
        .catch((error: unknown) =>
          say(`the evidence could not be written: ${error instanceof Error ? error.message : String(error)}`),
        );
    },
  };
}
