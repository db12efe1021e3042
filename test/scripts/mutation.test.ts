/** The faults that mutation testing makes, and how it names and counts them. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { Compiler } from "../../scripts/mutation/compile.ts";
import { apply } from "../../scripts/mutation/judge.ts";
import { mutantsOf } from "../../scripts/mutation/mutants.ts";
import { explainedIn, nameOf, wilson } from "../../scripts/mutation/report.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const compiler = new Compiler(root);
const file = "contracts/libraries/Evidence.sol";
const source = compiler.source(file);
const mutants = mutantsOf(file, source, compiler.trees(file).get(file));
const of = (within: string) => mutants.filter((mutant) => mutant.within === within);

describe("the faults in Evidence.sol", () => {
  it("are made of every comparison, sum, condition and number", () => {
    const changes = of("isOvercharge").map(({ original, replacement }) => `${original} ${replacement}`);
    for (const change of ["* /", "+ -", "- +", "/ *", "> >=", "> <=", "1 2", "1 0"]) expect(changes).toContain(change);
    expect(of("key").map(({ replacement }) => replacement)).toContain("true");
  });

  it("each stand where they say", () => {
    for (const mutant of mutants) {
      expect(source.split("\n")[mutant.line - 1]).toContain(mutant.original.split("\n")[0]);
      const changed = apply(source, mutant);
      expect(changed.length - source.length).toBe(mutant.replacement.length - mutant.original.length);
      expect(changed).not.toBe(source);
    }
  });

  it("compile", () => {
    const [first] = of("isOvercharge");
    if (first === undefined) throw new Error("no fault in isOvercharge");
    const changed = new Map([[file, apply(source, first)]]);
    const code = compiler.compile(file, changed, "test")?.get("Evidence");
    expect(code?.bytecode).toMatch(/^0x60/);
    expect(compiler.compile(file, new Map([[file, "contract"]]), "test")).toBeUndefined();
  });
});

describe("the list of those that survive", () => {
  it("finds a fault by file, function, line and change, bars included", () => {
    const mutant = mutants.find(({ original }) => original === "||");
    if (mutant === undefined) throw new Error("no || in Evidence.sol");
    const name = nameOf(mutant, source);
    expect(name).toContain("isContradiction | `return");
    const row = `| ${name
      .split(" | ")
      .map((part) => part.replaceAll("||", "\\|\\|"))
      .join(" | ")} | because |`;
    expect(explainedIn(`# Survivors\n${row}\n`).has(name)).toBe(true);
  });

  it("names functions and files that there are", () => {
    for (const name of explainedIn(readFileSync(`${root}test/contracts/mutation.md`, "utf8"))) {
      const [path = "", , line = ""] = name.split(" | ");
      const lines = compiler
        .source(path)
        .split("\n")
        .map((text) => text.trim());
      expect(lines, name).toContain(line.slice(1, -1));
    }
  });
});

it("gives the interval of Wilson for a sample", () => {
  const [low, high] = wilson(95, 100);
  expect(low).toBeCloseTo(0.888, 3);
  expect(high).toBeCloseTo(0.978, 3);
  expect(wilson(0, 0)).toEqual([0, 1]);
});
