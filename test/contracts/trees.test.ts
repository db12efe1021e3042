/** The trees beside the Solidity tests are their table of contents: every external function has one, and each leaf is a test of that name. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nodeRegistryAbi, paymentChannelsAbi } from "../../chain/contracts.generated.ts";

/** "it pays the owner once" -> "paysTheOwnerOnce"; "it H1: keeps the record" -> "H1KeepsTheRecord". */
function testName(leaf: string): string {
  const [first = "", ...rest] = leaf
    .replaceAll("'", "")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  return first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
const leavesOf = (tree: string): string[] =>
  [...tree.matchAll(/[├└]── it (.+)$/gm)].map((match) => testName((match[1] ?? "").trim())).sort();
const testsOf = (solidity: string): string[] =>
  [...solidity.matchAll(/function test(?:Fuzz)?_(\w+)\(/g)].map((match) => testName(match[1] ?? "")).sort();

const filesOf = (folder: URL, ending: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();
function requireLeaves(folder: URL, name: string): void {
  const leaves = leavesOf(readFileSync(new URL(`${name}.tree`, folder), "utf8"));
  expect(leaves.length).toBeGreaterThan(0);
  expect(new Set(leaves).size).toBe(leaves.length);
  expect(testsOf(readFileSync(new URL(`${name}.t.sol`, folder), "utf8"))).toEqual(leaves);
}

describe.each([
  { contract: "PaymentChannels", abi: paymentChannelsAbi, besides: [] },
  { contract: "NodeRegistry", abi: nodeRegistryAbi, besides: ["invariants"] },
])("the trees of $contract", ({ contract, abi, besides }) => {
  const folder = new URL(`${contract}/`, import.meta.url);
  const functions = abi.flatMap((entry) => (entry.type === "function" ? [entry] : []));
  const read = (name: string) => readFileSync(new URL(name, folder), "utf8");

  it("are one for each function that changes something", () => {
    const changing = functions.filter(({ stateMutability }) => stateMutability !== "view").map(({ name }) => name);
    expect(changing.length).toBeGreaterThan(0);
    expect(changing.filter((name) => !filesOf(folder, ".tree").includes(name))).toEqual([]);
  });

  it("name every view in views.tree", () => {
    const [first = ""] = read("views.tree").split("\n");
    const views = functions.filter(({ stateMutability }) => stateMutability === "view").map(({ name }) => name);
    expect(first.replace("views: ", "").split(" ").sort()).toEqual([...views].sort());
  });

  it.each(filesOf(folder, ".tree"))("%s.tree has a test for each leaf, and a leaf for each test", (name) =>
    requireLeaves(folder, name),
  );

  it("stand beside every test", () => {
    expect(filesOf(folder, ".t.sol").filter((name) => !besides.some((other) => other === name))).toEqual(
      filesOf(folder, ".tree"),
    );
  });
});

describe("the trees of the libraries", () => {
  const folder = new URL("libraries/", import.meta.url);
  const sources = filesOf(new URL("../../contracts/libraries/", import.meta.url), ".sol");

  it.each(filesOf(folder, ".tree"))("%s.tree has a test for each leaf, and a leaf for each test", (name) =>
    requireLeaves(folder, name),
  );

  it("stand beside every test", () => {
    expect(filesOf(folder, ".t.sol")).toEqual(filesOf(folder, ".tree"));
  });

  it("leave out no library with assembly in it: each is imported by a test here", () => {
    const tests = filesOf(folder, ".t.sol").map((name) => readFileSync(new URL(`${name}.t.sol`, folder), "utf8"));
    const assembled = sources.filter((name) =>
      readFileSync(new URL(`../../contracts/libraries/${name}.sol`, import.meta.url), "utf8").includes("assembly ("),
    );
    expect(assembled.length).toBeGreaterThan(3);
    for (const name of assembled)
      expect(
        tests.some((text) => text.includes(`contracts/libraries/${name}.sol`)),
        name,
      ).toBe(true);
  });
});
