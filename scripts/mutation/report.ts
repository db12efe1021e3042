/** How faults are named, and which of those that survive are explained. Pure. */
import type { Mutant } from "./mutants.ts";

const inLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

/** File, function, the line and the change: the same as long as the line is. */
export function nameOf({ file, within, line, original, replacement }: Mutant, source: string): string {
  const text = inLine(source.split("\n")[line - 1] ?? "");
  return `${file} | ${within} | \`${text}\` | \`${inLine(original)}\` becomes \`${inLine(replacement)}\``;
}

/** The names in the first columns of the tables of mutation.md. */
export function explainedIn(markdown: string): ReadonlySet<string> {
  const rows = markdown.split("\n").filter((row) => row.startsWith("| contracts/"));
  // A bar within code is written \| in a table.
  return new Set(
    rows.map((row) =>
      row.replaceAll("\\|", "\u0000").split(" | ").slice(0, 4).join(" | ").slice(2).replaceAll("\u0000", "|"),
    ),
  );
}

/** The 95% interval of Wilson (1927) for a share of which `hits` of `of` were drawn. */
export function wilson(hits: number, of: number): readonly [number, number] {
  if (of === 0) return [0, 1];
  const z = 1.96;
  const share = hits / of;
  const middle = share + (z * z) / (2 * of);
  const spread = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return [(middle - spread) / scale, (middle + spread) / scale];
}
