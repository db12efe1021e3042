import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { h } from "./dom.ts";
import { clock, moment, shortDay } from "./format.ts";

export interface ChartOptions {
  readonly title: string;
  readonly unit: string;
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  /** The last value held until then. */
  readonly until: number;
  readonly digits?: number;
  readonly range?: readonly [number, number];
}

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const { stepped } = uPlot.paths;

/** A line over time, held between points; its last value and span are also said in words, and all values in a table. */
export function chart({ title, unit, times, values, until, digits = 0, range }: ChartOptions): HTMLElement {
  const written = (value: number | null | undefined): string =>
    value == null ? "none" : value.toLocaleString("en", { maximumFractionDigits: digits });
  const known = values.filter((value) => value !== null);
  const last = values.at(-1);
  const summary =
    known.length === 0
      ? "nothing recorded yet"
      : `${written(last)} ${unit} now; ${span(written(Math.min(...known)), written(Math.max(...known)))} since it was first recorded`;
  const place = h("div", { class: "plot", role: "img", "aria-label": `${title}: ${summary}` });
  const rows = times
    .map((time, at) => h("tr", {}, h("td", {}, moment(time)), h("td", {}, written(values[at]))))
    .reverse();
  const figure = h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, h("strong", {}, title), h("span", {}, summary)),
    place,
    h(
      "details",
      {},
      h("summary", {}, "Values"),
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Time"), h("th", { scope: "col" }, unit))),
        h("tbody", {}, rows),
      ),
    ),
  );
  if (known.length === 0) return figure;
  const xs = [...times, Math.max(until, (times.at(-1) ?? 0) + 1)];
  const ys = [...values, last ?? null];
  let plot: uPlot | undefined;
  const draw = (): void => {
    plot?.destroy();
    const axis = { stroke: colour("--muted"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
    plot = new uPlot(
      {
        width: Math.max(200, place.clientWidth),
        height: 180,
        legend: { show: false },
        cursor: { y: false },
        scales: { y: { range: range === undefined ? (_plot, low, high) => spread(low, high) : [range[0], range[1]] } },
        axes: [
          { ...axis, space: 80, values: (_plot, splits, _axis, _space, step) => timeLabels(splits, step) },
          { ...axis, size: 58, space: 36, values: (_plot, splits) => splits.map((value) => written(value)) },
        ],
        series: [
          {},
          {
            stroke: colour("--accent"),
            width: 2,
            fill: `${colour("--accent")}1f`,
            points: { show: false },
            ...(stepped === undefined ? {} : { paths: stepped({ align: 1 }) }),
          },
        ],
      },
      [xs, ys],
      place,
    );
  };
  const resized = new ResizeObserver(() => {
    if (!place.isConnected) resized.disconnect();
    else if (plot === undefined) draw();
    else plot.setSize({ width: Math.max(200, place.clientWidth), height: 180 });
  });
  resized.observe(place);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", () => place.isConnected && draw());
  return figure;
}

const span = (low: string, high: string): string => (low === high ? "unchanged" : `${low} to ${high}`);

/** Hours, with the day below where it begins; days where they are the step. */
function timeLabels(times: readonly number[], step: number): string[] {
  let before = "";
  return times.map((time) => {
    const date = shortDay(time);
    const label = step >= 86_400 ? date : date === before ? clock(time) : `${clock(time)}\n${date}`;
    before = date;
    return label;
  });
}

/** Room above and below, never below zero. */
function spread(low: number, high: number): [number, number] {
  const room = (high - low) * 0.15 || Math.abs(high) * 0.1 || 1;
  return [Math.max(0, low - room), high + room];
}
