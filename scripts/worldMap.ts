/** Country outlines for the explorer's map, from the TopoJSON of world-atlas (Natural Earth, public domain), as SVG paths in the Equal Earth projection. */
import { readFileSync } from "node:fs";

interface Geometry {
  readonly type: "Polygon" | "MultiPolygon";
  readonly arcs: readonly (readonly number[])[] | readonly (readonly (readonly number[])[])[];
  readonly properties: { readonly name: string };
}
interface Topology {
  readonly transform: { readonly scale: readonly [number, number]; readonly translate: readonly [number, number] };
  readonly arcs: readonly (readonly (readonly [number, number])[])[];
  readonly objects: { readonly countries: { readonly geometries: readonly Geometry[] } };
}
type Point = readonly [number, number];

/** Names of the atlas that are not those of Intl. */
const otherNames: Readonly<Record<string, string>> = {
  "W. Sahara": "EH",
  "United States of America": "US",
  "Dem. Rep. Congo": "CD",
  "Dominican Rep.": "DO",
  "Falkland Is.": "FK",
  "Fr. S. Antarctic Lands": "TF",
  "Côte d'Ivoire": "CI",
  "Central African Rep.": "CF",
  Congo: "CG",
  "Eq. Guinea": "GQ",
  eSwatini: "SZ",
  Palestine: "PS",
  Myanmar: "MM",
  Turkey: "TR",
  "Solomon Is.": "SB",
  "Bosnia and Herz.": "BA",
  Macedonia: "MK",
  "Trinidad and Tobago": "TT",
  "S. Sudan": "SS",
};

function codes(): ReadonlyMap<string, string> {
  const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
  const found = new Map(Object.entries(otherNames));
  for (let a = 65; a <= 90; a++)
    for (let b = 65; b <= 90; b++) {
      const code = String.fromCharCode(a, b);
      const name = names.of(code);
      // Codes of states that are gone have the names of those that followed.
      const current = new Intl.Locale(`und-${code}`).region === code;
      if (name !== undefined && current && !found.has(name)) found.set(name, code);
    }
  return found;
}

const width = 1_000;
const span = 2.7066 * 2;
const height = 460;

/** Equal Earth (Šavrič, Patterson, Jenny 2018): areas are true. */
function project([longitude, latitude]: Point): Point {
  const theta = Math.asin((Math.sqrt(3) / 2) * Math.sin((latitude * Math.PI) / 180));
  const t2 = theta * theta;
  const t6 = t2 * t2 * t2;
  const x = (2 * Math.sqrt(3) * ((longitude * Math.PI) / 180) * Math.cos(theta)) / (3 * slopeOf(t2, t6));
  const y = theta * (1.340264 - 0.081106 * t2 + t6 * (0.000893 + 0.003796 * t2));
  const scale = width / span;
  return [width / 2 + x * scale, 262 - y * scale];
}

const slopeOf = (t2: number, t6: number): number =>
  1.340264 - 3 * 0.081106 * t2 + t6 * (7 * 0.000893 + 9 * 0.003796 * t2);

/** Twice the area of a ring, signed, and its centre. */
function measure(ring: readonly Point[]): { readonly area: number; readonly x: number; readonly y: number } {
  let area = 0;
  let x = 0;
  let y = 0;
  for (const [at, [x0, y0]] of ring.entries()) {
    const [x1, y1] = ring[(at + 1) % ring.length] ?? [x0, y0];
    const cross = x0 * y1 - x1 * y0;
    area += cross;
    x += (x0 + x1) * cross;
    y += (y0 + y1) * cross;
  }
  return area === 0 ? { area, x: 0, y: 0 } : { area, x: x / (3 * area), y: y / (3 * area) };
}

/** The text of a module that exports the map. */
export function worldModule(file: string): string {
  const { transform, arcs, objects } = JSON.parse(readFileSync(file, "utf8")) as Topology;
  const decoded = arcs.map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([dx, dy]): Point => {
      x += dx;
      y += dy;
      return [x * transform.scale[0] + transform.translate[0], y * transform.scale[1] + transform.translate[1]];
    });
  });
  const ringOf = (indices: readonly number[]): Point[] =>
    indices.flatMap((index, at) => {
      const arc = index < 0 ? [...(decoded[~index] ?? [])].reverse() : (decoded[index] ?? []);
      return at === 0 ? arc : arc.slice(1);
    });
  /** Across the antimeridian longitudes go on beyond 180: the far east of Russia belongs to its right. */
  const unwrapped = (ring: readonly Point[]): Point[] => {
    let turns = 0;
    return ring.map(([x, y], at) => {
      const before = ring[at - 1]?.[0] ?? x;
      if (x - before > 180) turns -= 360;
      if (before - x > 180) turns += 360;
      return [x + turns, y];
    });
  };
  const byName = codes();
  const countries = objects.countries.geometries
    .filter(({ properties }) => properties.name !== "Antarctica")
    .map(({ type, arcs: parts, properties }) => {
      const polygons = (type === "Polygon" ? [parts] : parts) as readonly (readonly (readonly number[])[])[];
      const rings = polygons.flatMap((polygon) => polygon.map((ring) => unwrapped(ringOf(ring)).map(project)));
      const largest = rings.map(measure).sort((a, b) => Math.abs(b.area) - Math.abs(a.area))[0];
      const path = rings
        .map((ring) => `M${ring.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`)
        .join("");
      const [x, y] = [largest?.x ?? 0, largest?.y ?? 0].map((value) => Math.round(value));
      return { code: byName.get(properties.name) ?? "", path, x, y };
    });
  return `export const width = ${width};\nexport const height = ${height};\nexport const countries = ${JSON.stringify(countries)};\n`;
}
