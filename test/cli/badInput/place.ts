import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Network } from "../../../chain/network.ts";
import { turnpike } from "../../support/cli.ts";
import { openIndexer } from "../../support/indexer.ts";
import { eventually, type Market, openMarket, type TestNode } from "../../support/market.ts";

/** Every file below a folder with its content, to see that nothing was written or lost. Sockets and locks are no content. */
function contentOf(dir: string): Record<string, string> {
  if (!existsSync(dir)) return {};
  return Object.fromEntries(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".lock"))
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path, readFileSync(path).toString("base64")];
      }),
  );
}

/** A market that all refusals share, with a running exit, a payer's folder and a node's folder that nothing runs from: opening one takes seconds. */
export class Place {
  market!: Market;
  node!: TestNode;
  /** URL. */
  indexer!: string;
  client!: string;
  spare!: string;

  async open(): Promise<void> {
    this.market = await openMarket();
    const { market } = this;
    this.indexer = (await openIndexer(market)).url;
    this.node = await market.node({ price: "0.10", indexers: [this.indexer] });
    await eventually("the node in the list", async () =>
      (await (await fetch(`${this.indexer}/v1/nodes/${this.node.id}`)).text()).includes("certificateSha256"),
    );
    this.client = join(market.dir, "client");
    const made = await turnpike([
      ...["wallet", "create", "--dir", this.client, "--network", market.networkFile],
      ...["--devnet-account", "payer", "--json"],
    ]);
    expect(made.code).toBe(0);
    this.spare = join(market.dir, "spare");
    const spareMade = await market.nodeCommand([
      ...["init", "--dir", this.spare, "--devnet-account", "operator4", "--price", "0.1", "--country", "NL"],
      ...["--listen", "127.0.0.1:0", "--json"],
    ]);
    expect(spareMade.exitCode).toBe(0);
  }

  /** Path of this market's network file with something changed. */
  networkWith(name: string, changes: Partial<Network>): string {
    const path = join(this.market.dir, `${name}.json`);
    writeFileSync(path, JSON.stringify({ ...this.market.network, ...changes }));
    return path;
  }

  /** Runs the command line; it must end with this code and sentence, show no stack, and leave the folder `unchanged` (the payer's) as it was. */
  async refuses(
    args: readonly string[],
    wanted: { readonly exit: number; readonly code: string; readonly says: RegExp },
    options: { readonly env?: Record<string, string>; readonly unchanged?: string } = {},
  ): Promise<void> {
    const folder = options.unchanged ?? this.client;
    const before = contentOf(folder);
    const said = await turnpike([...args, "--json"], options.env);
    expect({ exit: said.code, code: said.error?.code, said: said.stderr }).toMatchObject({
      exit: wanted.exit,
      code: wanted.code,
    });
    expect(said.stderr).toMatch(wanted.says);
    expect(said.stderr).not.toContain("    at ");
    // Caches may have come; nothing that was there may differ.
    expect(contentOf(folder)).toMatchObject(before);
  }

  connect(...more: string[]): string[] {
    return [
      ...["connect", "--dir", this.client, "--network", this.market.networkFile, "--indexer", this.indexer],
      ...["--socks", "127.0.0.1:0", "--http", "127.0.0.1:0", ...more],
    ];
  }
}
