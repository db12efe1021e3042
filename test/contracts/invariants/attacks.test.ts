/** README.md beside this file names a test for every attack of the review and for every invariant. This checks that the table is whole and that the named tests exist. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../../", import.meta.url);
const readme = readFileSync(new URL("README.md", import.meta.url), "utf8");

interface Row {
  readonly id: string;
  readonly proof: string;
}
const rowsOf = (id: RegExp): Row[] =>
  readme.split("\n").flatMap((line) => {
    const cells = line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "").trim());
    return id.test(cells[0] ?? "") ? [{ id: cells[0] ?? "", proof: cells[2] ?? "" }] : [];
  });
const span = (letter: string, count: number) => Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);

const attacks = rowsOf(/^[CHM]\d+$/);
const invariants = rowsOf(/^[IRT]\d+$/);

/** What runs of a source: without its comments. */
const withoutComments = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
/** A test of this name that runs: a function of Solidity, or what begins the name of an `it` or a `describe`, also of an `it.each(…)`. */
const runs = (file: string, name: string): RegExp =>
  file.endsWith(".sol")
    ? new RegExp(`\\bfunction ${escaped(name)}\\(`)
    : new RegExp(`(?:(?<![.\\w])(?:it|describe)|\\))\\(\\s*["'\`]${escaped(name)}`);

describe("the tables", () => {
  it("have every attack of the review once, and invariants without a gap", () => {
    expect(attacks.map(({ id }) => id)).toEqual([...span("C", 1), ...span("H", 11), ...span("M", 14)]);
    expect(invariants.map(({ id }) => id)).toEqual([...span("I", 7), ...span("R", 4), ...span("T", 3)]);
  });

  it.each([...attacks, ...invariants])("$id names tests that exist", ({ id, proof }) => {
    const named = proof.split(";").flatMap((part) => {
      const [file = ""] = part.trim().split(" ");
      return [...part.matchAll(/`([^`]+)`/g)].map((match) => ({ file, name: match[1] ?? "" }));
    });
    expect(named.length, id).toBeGreaterThan(0);
    for (const { file, name } of named) {
      const source = withoutComments(readFileSync(new URL(file, root), "utf8"));
      expect(source, `${file}: ${name}`).toMatch(runs(file, name));
      expect(source, `${file} leaves tests out`).not.toMatch(/\b(?:it|describe)\.(?:skip|todo|only|fails)\b/);
    }
  });

  it("have an invariant in Solidity for each row, and a row for each", () => {
    const files = ["invariants/payments.t.sol", "NodeRegistry/invariants.t.sol", "invariants/hostileToken.t.sol"];
    const sources = files.map((file) => withoutComments(readFileSync(new URL(`../${file}`, import.meta.url), "utf8")));
    const held = sources.flatMap((source) =>
      [...source.matchAll(/\bfunction invariant_([A-Z]\d+)_\w+\(/g)].map((match) => match[1] ?? ""),
    );
    expect(held).toEqual(invariants.map(({ id }) => id));
  });
});

describe("a test is not found", () => {
  const found = (source: string) => runs("a.test.ts", "M1: pays").test(withoutComments(source));

  it.each(['it("M1: pays once")', "it(\n  'M1: pays'", 'it.each([1, 2])("M1: pays %s")', 'describe("M1: pays")'])(
    "but %j is",
    (source) => {
      expect(found(source)).toBe(true);
    },
  );

  it.each(['// it("M1: pays")', '/* it("M1: pays") */', 'it.skip("M1: pays")', 'const says = "M1: pays";'])(
    "in %j",
    (source) => {
      expect(found(source)).toBe(false);
    },
  );

  it("in a comment or a longer name of Solidity", () => {
    const inSolidity = (source: string) => runs("a.t.sol", "test_H1_pays").test(withoutComments(source));
    expect(inSolidity("function test_H1_pays() public {}")).toBe(true);
    expect(inSolidity("  // function test_H1_pays() public {}")).toBe(false);
    expect(inSolidity("function test_H1_paysTwice() public {}")).toBe(false);
  });
});
