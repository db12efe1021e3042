/**
 * The interfaces are the manual of the contracts: each function that changes something says who may call it, what it refuses with and what it logs. Errors and events are
 * held to the sources, followed from function to function; docs/protocol.md has the same table.
 */
import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nodeRegistryAbi, paymentChannelsAbi } from "../../chain/contracts.generated.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const listOf = (text: string): string[] => text.match(/\b[A-Z]\w+\b/g) ?? [];

interface Manual {
  readonly who: string;
  readonly errors: string;
  readonly events: string;
}
/** What the comment above each function says. */
function manualOf(source: string): ReadonlyMap<string, Manual> {
  const found = source.matchAll(/((?: {4}\/\/\/.*\n)+) {4}function (\w+)\(/g);
  return new Map(
    [...found].flatMap(([, comment = "", name = ""]) => {
      const text = comment.replace(/ *\/\/\/ ?/g, "").replaceAll("\n", " ");
      const said = /@dev Who: (.+?)\. Errors: (.+?)\. Events: (.+?)\. $/.exec(text);
      if (said === null) return [];
      const [, who = "", errors = "", events = ""] = said;
      return [[name, { who, errors, events }]] as const;
    }),
  );
}

/** Bodies of functions and modifiers by name, heads included; several of one name are taken together. */
function bodiesOf(sources: readonly string[]): ReadonlyMap<string, string> {
  const bodies = new Map<string, string>();
  for (const source of sources) {
    const code = source.replace(/\/\/.*$/gm, "");
    for (const match of code.matchAll(/^ {4}(?:function|modifier) (\w+)[\s\S]*?\n {4}\}/gm))
      bodies.set(match[1] ?? "", `${bodies.get(match[1] ?? "") ?? ""}\n${match[0]}`);
  }
  return bodies;
}
function reached(bodies: ReadonlyMap<string, string>, from: string): string {
  const seen = new Set([from]);
  for (const name of seen)
    for (const [, called = ""] of (bodies.get(name) ?? "").matchAll(/\b(\w+)\(/g))
      if (bodies.has(called)) seen.add(called);
  return [...seen].map((name) => bodies.get(name) ?? "").join("\n");
}

/** In the source, but never the outcome: what comes before rules it out. */
const ruledOut: Readonly<Record<string, readonly string[]>> = {
  // A relay fee is below the amount, so the amount is no zero.
  depositWithAuthorization: ["ZeroAmount"],
};

describe.each([
  {
    name: "IPaymentChannels",
    abi: paymentChannelsAbi,
    sources: ["contracts/PaymentChannels.sol", ...globSync("contracts/payments/*.sol", { cwd: root })],
    libraries: ["Items", "Rows", "Slots", "Signatures", "TokenMover"],
  },
  {
    name: "INodeRegistry",
    abi: nodeRegistryAbi,
    sources: ["contracts/NodeRegistry.sol"],
    libraries: ["Evidence", "Signatures", "TokenMover"],
  },
])("$name", ({ name, abi, sources, libraries }) => {
  const manual = manualOf(read(`contracts/interfaces/${name}.sol`));
  const bodies = bodiesOf([...sources, ...libraries.map((library) => `contracts/libraries/${library}.sol`)].map(read));
  const of = (type: string): string[] =>
    abi.flatMap((entry) => (entry.type === type ? [(entry as { name: string }).name] : []));
  const changing = abi.flatMap((entry) =>
    entry.type === "function" && entry.stateMutability !== "view" ? [entry.name as string] : [],
  );

  it("is the manual of every function that changes something, and of no view", () => {
    expect([...manual.keys()].sort()).toEqual([...new Set(changing)].sort());
  });

  it.each([...manual])("%s names the errors that its source can end with", (called, { errors }) => {
    const inSource = [...reached(bodies, called).matchAll(/\brevert (\w+)\(/g)].map((match) => match[1] ?? "");
    const expected = [...new Set(inSource)].filter((error) => !(ruledOut[called] ?? []).includes(error));
    expect(listOf(errors).sort()).toEqual(expected.sort());
    for (const error of listOf(errors)) expect(of("error")).toContain(error);
  });

  it.each([...manual])("%s names the events that its source logs", (called, { events }) => {
    const source = reached(bodies, called);
    const inSource = [...source.matchAll(/\bemit (\w+)\(|\b(\w+)\.selector, node\)/g)].map(
      (match) => match[1] ?? match[2] ?? "",
    );
    expect([...new Set(listOf(events))].sort()).toEqual([...new Set(inSource)].sort());
    for (const event of listOf(events)) expect(of("event")).toContain(event);
  });

  it("says the same as docs/protocol.md", () => {
    const rows = [...read("docs/protocol.md").matchAll(/^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$/gm)].map(
      ([, called = "", who = "", errors = ""]) => [called, { who, errors }] as const,
    );
    const listed = new Map(rows.filter(([called]) => changing.includes(called)));
    expect(Object.fromEntries(listed)).toEqual(
      Object.fromEntries([...manual].map(([called, { who, errors }]) => [called, { who, errors }])),
    );
  });

  it("explains every event and error of the contract, or says where", () => {
    const text = read(`contracts/interfaces/${name}.sol`);
    for (const called of [...of("event"), ...of("error")])
      if (!/^(?:ReentrancyGuard|SafeERC20)/.test(called))
        expect(text).toMatch(new RegExp(`\\b(?:event|error) ${called}\\(`));
  });
});

it("the manual of PaymentChannels has both layouts of items and their kind of signature", () => {
  const text = read("contracts/interfaces/IPaymentChannels.sol").replace(/\n\/\/\/ /g, " ");
  const protocol = read("docs/protocol.md").replaceAll("`", "");
  for (const layout of [
    "cumulative 12 | r 32 | vs 32",
    "node 20 | ceiling 12 | expiresAt 5 | epoch 3 | r 32 | vs 32",
  ]) {
    expect(text).toContain(layout);
    expect(protocol).toContain(layout);
  }
  expect(text).toContain("EIP-2098");
});
