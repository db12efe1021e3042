import type { Epoch, Epochs, Stats } from "../../api/types.generated.ts";
import { ask } from "./api.ts";
import { chart } from "./chart.ts";
import { h } from "./dom.ts";
import { figure } from "./exits.ts";
import { count, token, tokenNumber, tokenSymbol } from "./format.ts";

/** The network over time, a point an epoch. */
export async function networkPage(stats: Stats): Promise<readonly HTMLElement[]> {
  const { epochs } = await ask<Epochs>("/v1/epochs?limit=1000");
  const oldestFirst = [...epochs].reverse();
  const times = oldestFirst.map(({ time }) => time);
  const until = times.at(-1) ?? 0;
  const line = (title: string, unit: string, read: (epoch: Epoch) => number, digits = 0) =>
    chart({ title, unit, digits, times, until, values: oldestFirst.map(read) });
  return [
    h(
      "section",
      {},
      h("h1", {}, "The network over time"),
      h(
        "p",
        { class: "muted" },
        `${stats.network.name}, chain ${stats.network.chainId}, block ${count(stats.block)}, formula ${stats.formula}`,
      ),
      h(
        "dl",
        { class: "figures" },
        figure("Exits", count(stats.nodes), `${count(stats.activeNodes)} active`),
        figure("Staked", token(stats.staked, 0), tokenSymbol()),
        figure("Settled", token(stats.settledVolume), tokenSymbol()),
        figure("Opinions", count(stats.attestations), `from ${count(stats.payers)} payers with an account`),
      ),
    ),
    h(
      "section",
      { class: "charts", "aria-label": "Charts" },
      line("Active exits", "exits", ({ stats: figures }) => figures.activeNodes),
      line("Exits with an offer", "exits", ({ stats: figures }) => figures.offeringNodes),
      line("Staked", tokenSymbol(), ({ stats: figures }) => tokenNumber(figures.staked)),
      line("Settled in all", tokenSymbol(), ({ stats: figures }) => tokenNumber(figures.settledVolume), 2),
      line("Payers", "payers", ({ stats: figures }) => figures.payers),
      line("Opinions of payers", "opinions", ({ stats: figures }) => figures.attestations),
    ),
  ];
}
