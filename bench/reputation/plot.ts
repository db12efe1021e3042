/** One row of the table as the plot shows it: shares against the fair one, by system. */
export interface PlotRow {
  readonly name: string;
  readonly cells: readonly {
    readonly system: string;
    readonly mean: number;
    readonly low: number;
    readonly high: number;
  }[];
}

const colours = ["#8d8d8d", "#c98b2b", "#a05195", "#5b7db1", "#7fb0c9", "#0b6e5f"];
const left = 190;
const width = 900;
/** Nothing is drawn beyond ten times the fair share; the number says how much it is. */
const most = 10;

/** The table as an SVG: bars on a scale that is linear to 2 and logarithmic above, with 95% intervals. */
export function plotSvg(rows: readonly PlotRow[], caption: string): string {
  const bar = 11;
  const scale = (ratio: number) => {
    const bounded = Math.min(most, Math.max(0, ratio));
    return (bounded <= 2 ? bounded / 4 : 0.5 + Math.log(bounded / 2) / Math.log(most / 2) / 2) * (width - left - 60);
  };
  const systems = rows[0]?.cells.map(({ system }) => system) ?? [];
  const height = 84 + rows.length * (systems.length * bar + 16);
  const parts: string[] = [];
  systems.forEach((system, at) => {
    const x = left + (at % 3) * 230;
    const y = 34 + Math.floor(at / 3) * 16;
    parts.push(
      `<rect x="${x}" y="${y - 9}" width="10" height="10" fill="${colours[at]}"/><text x="${x + 15}" y="${y}">${system}</text>`,
    );
  });
  for (const mark of [0, 0.5, 1, 2, 5, 10]) {
    const x = left + scale(mark);
    parts.push(
      `<path d="M${x} 66V${height - 18}" stroke="${mark === 1 ? "#1c2522" : "#d5d5d0"}"${mark === 1 ? ' stroke-dasharray="4 3"' : ""}/><text x="${x}" y="${height - 5}" text-anchor="middle">${mark}</text>`,
    );
  }
  rows.forEach(({ name, cells }, at) => {
    const top = 70 + at * (systems.length * bar + 16);
    parts.push(`<text x="${left - 8}" y="${top + (systems.length * bar) / 2 + 4}" text-anchor="end">${name}</text>`);
    cells.forEach(({ mean, low, high }, index) => {
      const y = top + index * bar;
      const end = left + scale(mean);
      parts.push(
        `<rect x="${left}" y="${y}" width="${Math.max(1, scale(mean)).toFixed(1)}" height="${bar - 2}" fill="${colours[index]}"/>`,
        `<path d="M${(left + scale(low)).toFixed(1)} ${y + 4.5}H${(left + scale(high)).toFixed(1)}" stroke="#1c2522"/>`,
        `<text x="${Math.max(end, left + scale(high)) + 4}" y="${y + 8.5}" font-size="9">${mean.toFixed(2)}</text>`,
      );
    });
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#1c2522" role="img"><title>${caption}</title><rect width="${width}" height="${height}" fill="#ffffff"/><text x="10" y="18" font-size="14" font-weight="600">${caption}</text>${parts.join("")}</svg>\n`;
}
