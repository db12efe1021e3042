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
const invariants = rowsOf(/^I\d+$/);

describe("the tables", () => {
  it("have every attack of the review once, and invariants without a gap", () => {
    expect(attacks.map(({ id }) => id)).toEqual([...span("C", 1), ...span("H", 11), ...span("M", 14)]);
    expect(invariants.map(({ id }) => id)).toEqual(span("I", 7));
  });

  it.each([...attacks, ...invariants])("$id names tests that exist", ({ id, proof }) => {
    const named = proof.split(";").flatMap((part) => {
      const [file = ""] = part.trim().split(" ");
      return [...part.matchAll(/`([^`]+)`/g)].map((match) => ({ file, name: match[1] ?? "" }));
    });
    expect(named.length, id).toBeGreaterThan(0);
    for (const { file, name } of named)
      expect(readFileSync(new URL(file, root), "utf8"), `${file}: ${name}`).toContain(name);
  });
});
