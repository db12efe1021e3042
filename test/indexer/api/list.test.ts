import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { made } from "../madeChain.ts";
import { minimumStake, type Site, start, useSite } from "./site.ts";

interface Page {
  readonly epoch: { readonly block: number };
  readonly nodes: readonly { readonly node: string; readonly [field: string]: unknown }[];
  readonly nextCursor: string | null;
}

let site: Site;
useSite((opened) => {
  site = opened;
});

const page = async (query: string): Promise<Page> => {
  const response = await site.app.inject(`/v1/nodes?${query}`);
  expect({ query, status: response.statusCode, body: response.body.slice(0, 300) }).toMatchObject({
    query,
    status: 200,
  });
  return response.json<Page>();
};
const names = async (query: string) => (await page(query)).nodes.map(({ node }) => node);
/** All pages, as a client walks them. */
const walk = async (query: string, between: () => void = () => {}): Promise<string[]> => {
  const found: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const { nodes, nextCursor }: Page = await page(`${query}${cursor === "" ? "" : `&cursor=${cursor}`}`);
    found.push(...nodes.map(({ node }) => node));
    cursor = nextCursor;
    between();
  }
  return found;
};
const publish = async (key: number, offer: Parameters<Site["descriptor"]>[1]) => {
  const { statusCode } = await site.app.inject({
    method: "POST",
    url: "/v1/descriptors",
    payload: site.descriptor(site.key(key), offer),
  });
  expect(statusCode).toBe(202);
};

describe("GET /v1/nodes", () => {
  it("shows what a node is, what it offers and how it stands", async () => {
    const key = site.key(1);
    site.put(key, { bond: 2n * minimumStake, settledVolume: 12n, payers: 3, slashes: 1, slashedAt: 1_700_000_000 });
    await publish(1, { country: "DE", pricePerGB: "70000" });
    const { nodes, nextCursor, epoch } = await page("");
    expect(epoch).toEqual({ block: 8, blockHash: `0x${"8".padStart(64, "0")}`, formula: "turnpike-3" });
    expect(nextCursor).toBeNull();
    expect(nodes).toEqual([
      {
        node: key.address,
        operator: made(0xdd, 1),
        key: key.address,
        bond: "200000000",
        active: true,
        registeredAt: start - 86_400,
        score: expect.any(Number) as unknown,
        scoreState: "normal",
        newcomer: true,
        weight: expect.stringMatching(/^[1-9][0-9]*$/) as unknown,
        settledVolume: "12",
        distinctPayers: 3,
        slashes: 1,
        slashedAt: 1_700_000_000,
        descriptor: site.descriptor(key, { country: "DE", pricePerGB: "70000" }),
      },
    ]);
  });

  it("filters by country, price, score, transport, operator and activity, alone and together", async () => {
    const [cheap, dear, silent, leaving] = [1, 2, 3, 4].map((number) => site.key(number));
    if (!cheap || !dear || !silent || !leaving) throw new Error("no keys");
    site.put(cheap, { operator: made(0xdd, 9) });
    site.put(dear);
    site.put(silent);
    site.put(leaving, { unbondingAt: start + 9 });
    await publish(1, { country: "NL", pricePerGB: "50000" });
    await publish(2, { country: "DE", pricePerGB: "90000", transports: ["wireguard", "https"] });
    await publish(4, { country: "DE", pricePerGB: "60000" });
    const sorted = (...keys: { address: string }[]) => keys.map(({ address }) => address).sort();
    const found = async (query: string) => (await names(query)).sort();
    expect(await found("country=DE")).toEqual(sorted(dear, leaving));
    expect(await found("country=DE&active=true")).toEqual(sorted(dear));
    expect(await found("active=false")).toEqual(sorted(leaving));
    expect(await found("maxPrice=60000")).toEqual(sorted(cheap, leaving));
    expect(await found("maxPrice=49999")).toEqual([]);
    expect(await found("transport=wireguard")).toEqual(sorted(dear));
    expect(await found(`operator=${made(0xdd, 9)}`)).toEqual(sorted(cheap));
    expect(await found("minScore=0")).toEqual(sorted(cheap, dear, silent, leaving));
    expect(await found("minScore=1000000")).toEqual([]);
  });

  it("sorts best first: low prices, high bonds and weights, old nodes; who offers nothing is never the cheapest", async () => {
    const keys = [1, 2, 3].map((number) => site.key(number));
    const [a, b, c] = keys.map(({ address }) => address);
    for (const [at, key] of keys.entries())
      site.put(key, { bond: minimumStake + BigInt((at * 7) % 3), registeredAt: start - ((at * 5) % 3) * 100 });
    await publish(1, { pricePerGB: "90000" });
    await publish(2, { pricePerGB: "80000" });
    expect(await names("sort=price")).toEqual([b, a, c]);
    expect(await names("sort=bond")).toEqual([c, b, a]);
    expect(await names("sort=registeredAt")).toEqual([b, c, a]);
    expect((await names("sort=weight")).at(-1)).toBe(c);
    expect((await names("sort=score")).length).toBe(3);
  });

  it("hides an offer that has expired, that the operator voided, or whose key was rotated away", async () => {
    const key = site.key(1);
    site.put(key);
    await publish(1, { version: "5", validUntil: start + 100 });
    const offered = async () => (await page("")).nodes[0]?.descriptor !== null;
    expect(await offered()).toBe(true);
    site.put(key, { descriptorFloor: 6n });
    site.clock.pass(1);
    expect(await offered()).toBe(false);
    site.put(key, { key: site.key(2).address });
    site.clock.pass(1);
    expect(await offered()).toBe(false);
    site.put(key);
    site.clock.pass(1);
    expect(await offered()).toBe(true);
    site.clock.pass(40);
    expect(await offered()).toBe(true);
    site.clock.pass(60);
    expect(await offered()).toBe(false);
  });
});

describe("paging", () => {
  const fill = (count: number) => {
    for (let at = 0; at < count; at++)
      facts(at, { bond: minimumStake + BigInt((at * 7_919) % 13), registeredAt: start - ((at * 31) % 11) });
  };
  const facts = (at: number, row: object) => site.put({ address: made(0x10, at), sign: site.key(1).sign }, row);

  it.each(["score", "price", "bond", "registeredAt", "weight"])(
    "lists every node once, in order, for sort=%s",
    async (sort) => {
      fill(57);
      const whole = await names(`sort=${sort}&limit=500`);
      expect(new Set(whole).size).toBe(57);
      for (const limit of [1, 7, 56, 57]) expect(await walk(`sort=${sort}&limit=${limit}`)).toEqual(whole);
    },
  );

  it("lists every node that stays where it is once and only once, while others move, come and go between the pages", async () => {
    fill(40);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 20, max: 59 }), fc.integer({ min: 0, max: 14 }), fc.boolean()), {
          maxLength: 60,
        }),
        fc.integer({ min: 1, max: 9 }),
        async (moves, limit) => {
          const left = [...moves];
          const found = await walk(`sort=bond&limit=${limit}`, () => {
            for (const [at, bond, gone] of left.splice(0, 6)) {
              if (gone) site.facts.put("node", made(0x10, at), undefined);
              else facts(at, { bond: minimumStake + BigInt(bond) });
            }
            site.changed();
            site.clock.pass(1);
          });
          const still = Array.from({ length: 20 }, (_, at) => made(0x10, at) as string);
          for (const node of still)
            expect({ node, times: found.filter((other) => other === node).length }).toEqual({ node, times: 1 });
        },
      ),
      { numRuns: 25, seed: 5 },
    );
  });

  it("goes on from the place of a node that is gone", async () => {
    fill(10);
    const first = await page("sort=bond&limit=3");
    const whole = await names("sort=bond");
    site.facts.put("node", made(0x10, 0), undefined);
    for (const gone of whole.slice(0, 3)) site.facts.put("node", gone, undefined);
    site.changed();
    site.clock.pass(1);
    const rest = whole.slice(3).filter((node) => node !== made(0x10, 0));
    expect(await names(`sort=bond&cursor=${first.nextCursor}`)).toEqual(rest);
  });

  it.each([
    ["garbage", "sort=bond&cursor=%25%25%25", /start again without a cursor/],
    ["an empty one", "cursor=", /start again without a cursor/],
    ["another sort's", "", /keep the sort while paging/],
    [
      "one with a number too long",
      `cursor=${Buffer.from(`score ${"9".repeat(90)} ${made(1, 1)}`).toString("base64url")}`,
      /start again/,
    ],
  ])("refuses %s cursor and says what to do", async (name, query, message) => {
    fill(5);
    const foreign = (await page("sort=price&limit=2")).nextCursor;
    const response = await site.app.inject(
      `/v1/nodes?${name === "another sort's" ? `sort=bond&cursor=${foreign}` : query}`,
    );
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      code: "CURSOR_INVALID",
      detail: expect.stringMatching(message) as unknown,
    });
  });
});
