import { mkdir } from "node:fs/promises";
import type { Command } from "commander";
import { openChain } from "../../chain/chain.ts";
import { formatToken } from "../../protocol/units.ts";
import { systemClock } from "../../runtime/clock.ts";
import { answer, type CommandIo, printJson, progress, runCommand } from "../../runtime/command.ts";
import { discover } from "../discover.ts";
import { ClientError } from "../errors.ts";
import { clientFiles } from "../files.ts";
import { NodeMemory } from "../memory.ts";
import { weigh } from "../select.ts";
import {
  type ClientFlags,
  clientDir,
  clientNetwork,
  clientVerb,
  type FilterFlags,
  filtersOf,
  withFilters,
} from "./options.ts";

/** `turnpike nodes`: what `connect` would draw from, and how likely each is. */
export function nodesCommand(io: CommandIo): Command {
  return withFilters(clientVerb("nodes", "list the exits a client would choose from, with the chance of each")).action(
    (flags: ClientFlags & FilterFlags) =>
      runCommand(io, flags, async () => {
        const dir = clientDir(io, flags);
        await mkdir(dir, { recursive: true, mode: 0o700 });
        const files = clientFiles(dir);
        const network = await clientNetwork(io, flags);
        const found = await discover(flags.indexer ?? network.indexers, files.nodes);
        for (const failure of found.failures) progress(io, `an indexer failed: ${failure}`);
        if (found.source === "none" && found.failures.length > 0)
          throw new ClientError(
            "INDEXER_UNREACHABLE",
            `no indexer gave a list, and none is kept from before (${found.failures.join("; ")}); check the connection or give another --indexer`,
          );
        const chain = await openChain({ network });
        const memory = await NodeMemory.open(files.memory);
        const weighed = weigh(
          found.entries,
          filtersOf(flags, network.token.decimals),
          await chain.registry.minimumStake(),
          memory,
          systemClock.nowSeconds(),
        );
        const rows = [...weighed]
          .sort((a, b) => b.share - a.share)
          .map(({ entry, share }) => ({
            node: entry.node,
            country: entry.descriptor?.body.country ?? "",
            pricePerGB: entry.descriptor?.body.pricePerGB ?? "",
            score: entry.score,
            bond: entry.bond,
            sharePpm: share,
          }));
        if (flags.json === true) {
          printJson(io, { source: found.source, nodes: rows });
          return;
        }
        answer(io, "node                                        country  price/GB   score   chance");
        for (const row of rows) {
          const price = formatToken(BigInt(row.pricePerGB), network.token.decimals).padEnd(9);
          io.stdout.write(
            `${row.node}  ${row.country.padEnd(7)}  ${price}  ${(row.score / 1e6).toFixed(4)}  ${(row.sharePpm / 1e4).toFixed(1)}%\n`,
          );
        }
        if (rows.length === 0) progress(io, "no exit fits");
      }),
  );
}
