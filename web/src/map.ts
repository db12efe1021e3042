import { countries, height, width } from "virtual:world";
import { h, svg } from "./dom.ts";
import { countryName } from "./format.ts";

/** Exits by country. A country is a link that filters the list; those too small for the outline are named below. */
export function worldMap(
  stats: readonly { readonly country: string; readonly nodes: number }[],
  chosen: string | null,
  hrefOf: (country: string) => string,
): HTMLElement {
  const byCode = new Map(stats.map(({ country, nodes }) => [country, nodes]));
  const most = Math.max(1, ...byCode.values());
  const land = countries.map(({ code, path }) => {
    const nodes = byCode.get(code) ?? 0;
    const level = nodes === 0 ? 0 : 1 + Math.round((2 * nodes) / most);
    return svg("path", { d: path, class: `land level${level}${code === chosen ? " chosen" : ""}` });
  });
  const drawn = countries.filter(({ code }) => byCode.has(code));
  const circles = drawn.map(({ code, x, y }) => {
    const nodes = byCode.get(code) ?? 0;
    return { code, nodes, x, y, r: 9 + 9 * Math.sqrt(nodes / most) };
  });
  pushApart(circles);
  const marks = circles.map(({ code, nodes, x, y, r }) => {
    const label = `${countryName(code)}: ${nodes} ${nodes === 1 ? "exit" : "exits"}`;
    return svg(
      "a",
      { href: hrefOf(code), "data-link": true, "aria-label": label, class: code === chosen ? "mark chosen" : "mark" },
      svg("title", {}, label),
      svg("circle", { cx: x, cy: y, r }),
      svg("text", { x, y: y + 3.5, "text-anchor": "middle" }, String(nodes)),
    );
  });
  const elsewhere = stats.filter(({ country }) => !drawn.some(({ code }) => code === country));
  return h(
    "figure",
    { class: "map" },
    svg(
      "svg",
      { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": "Exits by country" },
      svg("g", { "aria-hidden": "true" }, land),
      marks,
    ),
    h(
      "figcaption",
      {},
      "Countries as operators claim them.",
      elsewhere.length === 0
        ? ""
        : ` Not drawn: ${elsewhere.map(({ country, nodes }) => `${countryName(country)} (${nodes})`).join(", ")}.`,
    ),
  );
}

interface Circle {
  x: number;
  y: number;
  readonly r: number;
}

/** Moves circles that lie over each other a little apart, so that every number can be read and hit: neighbours in Europe are closer than a finger. */
function pushApart(circles: readonly Circle[]): void {
  for (let turn = 0; turn < 40; turn++)
    for (const [at, one] of circles.entries())
      for (const other of circles.slice(at + 1)) {
        const [dx, dy] = [other.x - one.x || 0.1, other.y - one.y];
        const apart = Math.hypot(dx, dy);
        const over = one.r + other.r + 2 - apart;
        if (over <= 0) continue;
        const [stepX, stepY] = [(dx / apart) * (over / 2), (dy / apart) * (over / 2)];
        one.x -= stepX;
        one.y -= stepY;
        other.x += stepX;
        other.y += stepY;
      }
}
