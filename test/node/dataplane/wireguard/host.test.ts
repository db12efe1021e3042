import { networkInterfaces } from "node:os";
import { describe, expect, it } from "vitest";
import { requireHost } from "../../../../node/dataplane/wireguard/host.ts";

const refused = expect.objectContaining({ code: "RESOLVER_INVALID", message: expect.stringContaining("node.json") });
/** What the host refuses of a resolver that may be well; its other settings are the machine's. */
const refusalOf = async (resolver: string): Promise<unknown> =>
  requireHost(resolver).then(
    () => undefined,
    (error: unknown) => error,
  );

describe("the resolver of an exit's WireGuard", () => {
  // Clients' questions are forwarded, counted and cut as all their packets are; what the exit itself answers would pass none of that, so it is not let in.
  it("is no service of the exit itself: not on its loopback, not on any address of its interfaces", async () => {
    const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
    expect(own.length).toBeGreaterThan(0);
    for (const resolver of ["127.0.0.1", "127.0.0.53", "::1", "0.0.0.0", "::", "10.86.0.1", ...own])
      expect(await refusalOf(resolver), resolver).toEqual(refused);
  });

  it.each(["dns.example", "", "9.9.9", "224.0.0.1", "255.255.255.255", "ff02::fb"])(
    "is the address of one host: %j is refused",
    async (resolver) => {
      expect(await refusalOf(resolver)).toEqual(refused);
    },
  );

  it.each(["9.9.9.9", "2620:fe::fe", "10.20.30.40", "169.254.169.253"])(
    "may be any other host that the exit reaches, also a private one: %j",
    async (resolver) => {
      expect(await refusalOf(resolver)).not.toEqual(refused);
    },
  );
});
