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

describe.each([
  { contract: "PaymentChannels", abi: paymentChannelsAbi, besides: [] },
  { contract: "NodeRegistry", abi: nodeRegistryAbi, besides: ["invariants"] },
])("the trees of $contract", ({ contract, abi, besides }) => {
  const folder = new URL(`${contract}/`, import.meta.url);
  const functions = abi.flatMap((entry) => (entry.type === "function" ? [entry] : []));
  const filesOf = (ending: string): string[] =>
    readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length))
      .sort();
  const read = (name: string) => readFileSync(new URL(name, folder), "utf8");

  it("are one for each function that changes something", () => {
    const changing = functions.filter(({ stateMutability }) => stateMutability !== "view").map(({ name }) => name);
    expect(changing.length).toBeGreaterThan(0);
    expect(changing.filter((name) => !filesOf(".tree").includes(name))).toEqual([]);
  });

  it("name every view in views.tree", () => {
    const [first = ""] = read("views.tree").split("\n");
    const views = functions.filter(({ stateMutability }) => stateMutability === "view").map(({ name }) => name);
    expect(first.replace("views: ", "").split(" ").sort()).toEqual([...views].sort());
  });

  it.each(filesOf(".tree"))("%s.tree has a test for each leaf, and a leaf for each test", (name) => {
    const leaves = leavesOf(read(`${name}.tree`));
    expect(leaves.length).toBeGreaterThan(0);
    expect(new Set(leaves).size).toBe(leaves.length);
    expect(testsOf(read(`${name}.t.sol`))).toEqual(leaves);
  });

  it("stand beside every test", () => {
    expect(filesOf(".t.sol").filter((name) => !besides.some((other) => other === name))).toEqual(filesOf(".tree"));
  });
});
