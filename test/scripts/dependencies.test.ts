import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

const read = (path: string): string => readFileSync(resolve(import.meta.dirname, "../..", path), "utf8");
const manifest = JSON.parse(read("package.json")) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};
const text = read("docs/dependencies.md");

/** Types of a package come with it and have no line of their own. */
const direct = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)].filter(
  (name) => !name.startsWith("@types/"),
);
const rows = text
  .split("\n")
  .filter((line) => /^\| [a-z@]/.test(line) && !line.startsWith("| package "))
  .map((line) => line.split("|").map((cell) => cell.trim()));
const inTable = rows.flatMap(([, names = ""]) => names.split(", "));
const forDevelopment = text.slice(text.indexOf("Development only:"));
const isWord = (name: string, inside: string): boolean =>
  new RegExp(`(^|[\\s(,])${name.replaceAll(/[/.]/g, "\\$&")}([\\s),.]|$)`, "m").test(inside);

describe("docs/dependencies.md", () => {
  it.each(direct)("says why %s is here", (name) => {
    expect(inTable.includes(name) || isWord(name, forDevelopment)).toBe(true);
  });

  it("has no row for what is not a direct dependency", () => {
    expect(inTable.filter((name) => !direct.includes(name))).toEqual([]);
  });

  it("gives every one that runs in the product its reason, place, size and what loading it costs", () => {
    for (const [, names = "", why = "", where = "", size = "", loading = ""] of rows) {
      expect(why, names).not.toBe("");
      expect(where, names).not.toBe("");
      expect(size, names).toMatch(/^[0-9]+(\.[0-9])?$/);
      expect(loading, names).toMatch(/^[0-9]+$/);
    }
  });

  it("names all that installing brings: run-time dependencies are in the table, not among the tools", () => {
    for (const name of Object.keys(manifest.dependencies)) expect(inTable).toContain(name);
  });
});

describe("package.json", () => {
  it("pins every version exactly", () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
