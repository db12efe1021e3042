import type { Epochs, Node as Exit, History, Reputation } from "../../api/types.generated.ts";
import { ask } from "./api.ts";
import { chart } from "./chart.ts";
import { copyable, h } from "./dom.ts";
import { figure, scoreBar } from "./exits.ts";
import { count, countryName, day, moment, money, score, token, tokenNumber, tokenSymbol } from "./format.ts";
import { verifyPanel } from "./verify.ts";

const titles: Readonly<Record<string, string>> = {
  probes: "Probes",
  attestations: "Payers' opinion",
  score: "Score",
  stake: "Stake",
  age: "Age",
  settledVolume: "Settled volume",
  slashes: "Slashes",
  connect: "Connecting",
  country: "Country",
  names: "Names",
  page: "Unchanged pages",
  goodput: "Promised speed",
  bill: "Honest bills",
  latency: "Latency",
  rate: "Speed",
};

type Signal = Reputation["signals" | "facts" | "probes"][number] & { readonly unit?: string };

function written({ name, value, samples, unit }: Signal): string {
  if (unit !== undefined && samples === 0) return "–";
  if (unit === "millionths") return `${(Number(value) / 10_000).toFixed(0)}%`;
  if (unit !== undefined) return `${count(Number(value))} ${unit}`;
  if (name === "stake" || name === "settledVolume") return money(String(value));
  if (name === "age") return `${count(Math.floor(Number(value) / 86_400))} days`;
  if (name === "slashes") return count(Number(value));
  return score(Number(value));
}

const signalTable = (caption: string, signals: readonly Signal[]): HTMLElement =>
  h(
    "table",
    { class: "signals" },
    h("caption", {}, caption),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ["Signal", "Value", "Samples", "Why"].map((text) => h("th", { scope: "col" }, text)),
      ),
    ),
    h(
      "tbody",
      {},
      signals.map((signal) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, titles[signal.name] ?? signal.name),
          h("td", { "data-label": "Value" }, written(signal)),
          h("td", { "data-label": "Samples" }, count(signal.samples)),
          h("td", { "data-label": "Why" }, signal.reason),
        ),
      ),
    ),
  );

/** One exit: what it offers, how it stands and why, and how it came to that. */
export async function nodePage(id: string): Promise<readonly HTMLElement[]> {
  const [entry, reputation, history, epochs] = await Promise.all([
    ask<Exit>(`/v1/nodes/${id}`),
    ask<Reputation>(`/v1/nodes/${id}/reputation`),
    ask<History>(`/v1/nodes/${id}/history?limit=1000`),
    ask<Epochs>("/v1/epochs?limit=1"),
  ]);
  const offer = entry.descriptor?.body;
  const times = history.points.map(({ time }) => time);
  const until = epochs.epochs[0]?.time ?? 0;
  const series = (read: (point: History["points"][number]) => number | null) => history.points.map(read);
  const offered = history.epochs === 0 ? "not yet" : `${((100 * history.offered) / history.epochs).toFixed(1)}%`;
  const facts: readonly (readonly [string, string])[] =
    offer === undefined
      ? []
      : [
          ["Endpoint", `${offer.endpoint.host}:${offer.endpoint.port}`],
          ["Country, as claimed", countryName(offer.country)],
          [
            "Country, as probed",
            reputation.country.verified === null
              ? "not known: no probe could tell yet"
              : countryName(reputation.country.verified),
          ],
          ["Transports", offer.transports.join(", ")],
          ["Capacity", `${count(offer.capacityMbps)} Mbit/s, as advertised`],
          ["Exit policy", offer.exitPolicy.preset],
          ["Offer", `version ${entry.descriptor?.version}, valid until ${moment(entry.descriptor?.validUntil ?? 0)}`],
        ];
  return [
    h(
      "section",
      { class: "node" },
      h("p", { class: "crumbs" }, h("a", { href: "/", "data-link": true }, "Exits")),
      h("h1", { class: "mono" }, entry.node),
      h(
        "p",
        { class: "standing" },
        scoreBar(reputation.score, reputation.state),
        entry.active ? h("em", { class: "tag good" }, "active") : h("em", { class: "tag warn" }, "inactive"),
        entry.newcomer ? h("em", { class: "tag" }, "new") : "",
        h("span", { class: "muted" }, `operated by ${entry.operator}`),
      ),
      h(
        "dl",
        { class: "figures" },
        figure(
          "Price",
          offer === undefined ? "none" : token(offer.pricePerGB),
          offer === undefined ? "no valid offer" : `${tokenSymbol()} per GB`,
        ),
        figure(
          "With an offer",
          offered,
          `in ${count(history.offered)} of ${count(history.epochs)} epochs; probes say if it answers`,
        ),
        figure("Settled", token(entry.settledVolume), `${tokenSymbol()} by ${count(entry.distinctPayers)} payers`),
        figure("Stake", token(entry.bond, 0), `${tokenSymbol()}, since ${day(entry.registeredAt)}`),
      ),
    ),
    h(
      "section",
      { class: "charts", "aria-label": "Over time" },
      chart({
        title: "Score over time",
        unit: "of 100",
        times,
        until,
        values: series((point) => point.score / 10_000),
        digits: 2,
        range: [0, 100],
      }),
      chart({
        title: "Price over time",
        unit: `${tokenSymbol()} per GB`,
        times,
        until,
        values: series((point) => (point.price === null ? null : tokenNumber(point.price))),
        digits: 4,
      }),
      chart({
        title: "Settled in all",
        unit: tokenSymbol(),
        times,
        until,
        values: series((point) => tokenNumber(point.settledVolume)),
        digits: 2,
      }),
    ),
    h(
      "section",
      { "aria-labelledby": "why" },
      h("h2", { id: "why" }, "Why this score"),
      h("div", { class: "scroll" }, signalTable("What the score is made of", reputation.signals)),
      h("div", { class: "scroll" }, signalTable("What probes found", reputation.probes)),
      h("div", { class: "scroll" }, signalTable("What the chain says: it gates, and never ranks", reputation.facts)),
    ),
    h(
      "section",
      { "aria-labelledby": "offer" },
      h("h2", { id: "offer" }, "What it offers"),
      offer === undefined
        ? h("p", {}, "No valid offer is known: the operator has not published one, it has expired, or it was voided.")
        : h(
            "dl",
            { class: "pairs" },
            facts.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
          ),
      offer !== undefined && offer.labAllow.length > 0
        ? h("p", { class: "note" }, `A test installation: it lets traffic through to ${offer.labAllow.join(", ")}.`)
        : "",
      h("h3", {}, "Use it"),
      copyable(`turnpike connect --node ${entry.node}`, "command"),
    ),
    verifyPanel(epochs, entry.node),
  ];
}
