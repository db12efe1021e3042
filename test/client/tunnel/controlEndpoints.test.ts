import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { findControl, pinNames } from "../../../client/tunnel/controlEndpoints.ts";

describe("where chain and indexers are", () => {
  it("is the port of each at every address of its host, and of the scheme where none is named; loopback needs no rule", async () => {
    const urls = ["https://203.0.113.1/key", "http://[2001:db8::1]", "http://203.0.113.1:8545", "http://localhost:1"];
    expect((await findControl(urls, [])).endpoints).toEqual([
      { address: "203.0.113.1", port: 443, protocol: "tcp" },
      { address: "2001:db8::1", port: 80, protocol: "tcp" },
      { address: "203.0.113.1", port: 8545, protocol: "tcp" },
    ]);
  });

  it("is what an earlier tunnel found, also where no name can be asked; a name that nobody knows is left out", async () => {
    const kept = [{ name: "chain.invalid", addresses: ["203.0.113.7", "2001:db8::7"] }];
    expect(await findControl(["https://chain.invalid", "https://indexer.invalid"], kept)).toEqual({
      endpoints: [
        { address: "203.0.113.7", port: 443, protocol: "tcp" },
        { address: "2001:db8::7", port: 443, protocol: "tcp" },
      ],
      names: kept,
    });
    // Where one can be asked, too, what was known comes first.
    const [both] = (await findControl(["http://localhost:1"], [{ name: "localhost", addresses: ["203.0.113.7"] }]))
      .names;
    expect(both?.addresses[0]).toBe("203.0.113.7");
    expect(both?.addresses).toContain("127.0.0.1");
  });

  it("is where this process connects from then on, asking nobody; other names are asked as before", async () => {
    const server = createServer((incoming, outgoing) => outgoing.end(incoming.headers.host));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const says = async (host: string) => (await fetch(`http://${host}:${port}/`)).text();
    await expect(says("chain.invalid")).rejects.toThrow("fetch failed");
    pinNames([{ name: "chain.invalid", addresses: ["127.0.0.1"] }]);
    expect(await says("chain.invalid")).toBe(`chain.invalid:${port}`);
    expect(await says("localhost")).toBe(`localhost:${port}`);
    await expect(says("indexer.invalid")).rejects.toThrow("fetch failed");
    server.close();
  });
});
