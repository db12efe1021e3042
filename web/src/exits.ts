import type { Node as Exit, NodeList, Stats } from "../../api/types.generated.ts";
import { ask } from "./api.ts";
import { h } from "./dom.ts";
import { count, countryName, parseMoney, score, short, token, tokenNumber, tokenSymbol } from "./format.ts";
import { worldMap } from "./map.ts";

const filterNames = ["country", "maxPrice", "minScore", "transport", "active", "sort"] as const;
const sorts = { score: "Score", weight: "Weight", price: "Price", bond: "Stake", registeredAt: "Age" } as const;

const hrefWith = (parameters: URLSearchParams, name: string, value: string | null): string => {
  const next = new URLSearchParams(parameters);
  if (value === null || value === "") next.delete(name);
  else next.set(name, value);
  const text = next.toString();
  return text === "" ? "/" : `/?${text}`;
};

export function scoreBar(millionths: number, state: string): HTMLElement {
  const level = millionths >= 900_000 ? "high" : millionths >= 600_000 ? "middle" : "low";
  const bar = h("span", { class: `bar ${level}`, "aria-hidden": "true" }, h("i"));
  (bar.firstChild as HTMLElement).style.width = `${millionths / 10_000}%`;
  return h(
    "span",
    { class: "score" },
    h("b", {}, score(millionths)),
    bar,
    state === "contested" ? h("em", { class: "tag warn" }, "contested") : "",
  );
}

function row(entry: Exit): HTMLElement {
  const offer = entry.descriptor?.body;
  const cell = (label: string, ...content: (Node | string)[]) => h("td", { "data-label": label }, content);
  return h(
    "tr",
    {},
    h(
      "th",
      { scope: "row" },
      h("a", { href: `/node/${entry.node}`, "data-link": true, class: "mono" }, short(entry.node)),
      entry.newcomer ? h("em", { class: "tag" }, "new") : "",
      entry.active ? "" : h("em", { class: "tag warn" }, "inactive"),
    ),
    cell("Score", scoreBar(entry.score, entry.scoreState)),
    cell("Country", offer === undefined ? "no offer" : countryName(offer.country)),
    cell(`${tokenSymbol()} per GB`, offer === undefined ? "no offer" : token(offer.pricePerGB)),
    cell("Capacity", offer === undefined ? "unknown" : `${count(offer.capacityMbps)} Mbit/s`),
    cell("Stake", token(entry.bond, 0)),
    cell("Settled", token(entry.settledVolume)),
    cell("Payers", count(entry.distinctPayers)),
  );
}

function filters(parameters: URLSearchParams, stats: Stats, apply: (next: URLSearchParams) => void): HTMLElement {
  const value = (name: string) => parameters.get(name) ?? "";
  const option = (text: string, given: string, chosen: string) =>
    h("option", { value: given, selected: given === chosen }, text);
  const field = (label: string, control: HTMLElement) => h("label", {}, h("span", {}, label), control);
  const price = value("maxPrice");
  const form = h(
    "form",
    { class: "filters", "aria-label": "Filters" },
    field(
      "Country",
      h(
        "select",
        { name: "country" },
        option("Anywhere", "", value("country")),
        stats.countries.map(({ country }) => option(countryName(country), country, value("country"))),
      ),
    ),
    field(
      `Most ${tokenSymbol()} per GB`,
      h("input", {
        name: "maxPrice",
        inputmode: "decimal",
        placeholder: "any",
        pattern: "[0-9]+([.][0-9]*)?",
        value: price === "" ? "" : String(tokenNumber(price)),
      }),
    ),
    field(
      "Least score",
      h("input", {
        name: "minScore",
        type: "number",
        min: 0,
        max: 100,
        step: "any",
        placeholder: "0",
        value: value("minScore") === "" ? "" : String(Number(value("minScore")) / 10_000),
      }),
    ),
    field(
      "Transport",
      h(
        "select",
        { name: "transport" },
        option("Any", "", value("transport")),
        option("HTTPS", "https", value("transport")),
        option("WireGuard", "wireguard", value("transport")),
        option("WireGuard inside HTTPS", "wireguard+https", value("transport")),
      ),
    ),
    field(
      "Standing",
      h(
        "select",
        { name: "active" },
        option("All", "", value("active")),
        option("Active only", "true", value("active")),
        option("Inactive only", "false", value("active")),
      ),
    ),
    field(
      "Sort by",
      h(
        "select",
        { name: "sort" },
        Object.entries(sorts).map(([name, text]) => option(text, name === "score" ? "" : name, value("sort"))),
      ),
    ),
    h("a", { href: "/", "data-link": true, class: "reset" }, "Clear"),
  );
  const read = (): void => {
    if (!form.reportValidity()) return;
    const data = new FormData(form);
    const next = new URLSearchParams();
    for (const name of filterNames) {
      const written = String(data.get(name) ?? "");
      const meant =
        name === "maxPrice"
          ? parseMoney(written)
          : name === "minScore" && written !== ""
            ? String(Math.round(Number(written) * 10_000))
            : written;
      if (meant !== undefined && meant !== "") next.set(name, meant);
    }
    apply(next);
  };
  form.addEventListener("change", read);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    read();
  });
  return form;
}

/** The list of exits; its filters are the query of the URL. */
export async function exitsPage(url: URL, stats: Stats, go: (href: string) => void): Promise<readonly HTMLElement[]> {
  const parameters = new URLSearchParams(
    [...url.searchParams].filter(([name]) => filterNames.some((known) => known === name)),
  );
  const query = new URLSearchParams(parameters);
  query.set("limit", "50");
  const first = await ask<NodeList>(`/v1/nodes?${query}`);
  const body = h("tbody", {}, first.nodes.map(row));
  const more = h("button", { type: "button", class: "more" }, "Show more");
  let cursor = first.nextCursor;
  const said = h("p", { class: "muted", role: "status" });
  const tell = (): void => {
    more.hidden = cursor === null;
    const shown = body.children.length;
    said.textContent =
      shown === 0
        ? "No exit fits these filters."
        : `${count(shown)} ${shown === 1 ? "exit" : "exits"} shown${cursor === null ? "" : ", there are more"}, as of block ${count(first.epoch.block)}.`;
  };
  more.addEventListener("click", async () => {
    if (cursor === null) return;
    const next = await ask<NodeList>(`/v1/nodes?${query}&cursor=${encodeURIComponent(cursor)}`);
    const rows = next.nodes.map(row);
    body.append(...rows);
    cursor = next.nextCursor;
    tell();
    // Who came by keyboard goes on with what is new, also where the button is gone.
    rows[0]?.querySelector("a")?.focus();
  });
  tell();
  const heads = ["Exit", "Score", "Country", `${tokenSymbol()} per GB`, "Capacity", "Stake", "Settled", "Payers"];
  return [
    h(
      "section",
      { class: "hero" },
      h(
        "div",
        {},
        h("h1", {}, "Paid exits, with their record"),
        h(
          "p",
          {},
          "Operators stake on chain and are paid per gigabyte. Every score below can be computed again by anybody.",
        ),
      ),
      h(
        "dl",
        { class: "figures" },
        figure("Active exits", count(stats.activeNodes), `${count(stats.offeringNodes)} with an offer`),
        figure("Middle price", token(stats.medianPrice), `${tokenSymbol()} per GB`),
        figure("Staked", token(stats.staked, 0), tokenSymbol()),
        figure("Settled", token(stats.settledVolume), `${tokenSymbol()} by ${count(stats.payers)} payers`),
      ),
    ),
    worldMap(stats.countries, parameters.get("country"), (country) =>
      hrefWith(parameters, "country", parameters.get("country") === country ? null : country),
    ),
    h(
      "section",
      { "aria-labelledby": "list" },
      h("h2", { id: "list" }, "Exits"),
      filters(parameters, stats, (next) => go(next.toString() === "" ? "/" : `/?${next}`)),
      h(
        "div",
        { class: "scroll" },
        h(
          "table",
          { class: "exits" },
          h("caption", { class: "hidden" }, "Exits that fit the filters"),
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              heads.map((text) => h("th", { scope: "col" }, text)),
            ),
          ),
          body,
        ),
      ),
      said,
      more,
    ),
  ];
}

export const figure = (label: string, value: string, note: string): HTMLElement =>
  h("div", {}, h("dt", {}, label), h("dd", {}, h("b", {}, value), h("span", {}, note)));
