import "./style.css";
import type { Stats } from "../../api/types.generated.ts";
import { ask, Refused } from "./api.ts";
import { h } from "./dom.ts";
import { exitsPage } from "./exits.ts";
import { useToken } from "./format.ts";
import { networkPage } from "./network.ts";
import { nodePage } from "./node.ts";
import { verifyPage } from "./verify.ts";

const main = document.querySelector("main") as HTMLElement;
const live = document.querySelector("#live") as HTMLElement;
let shown = 0;

async function pageOf(url: URL): Promise<{ title: string; parts: readonly HTMLElement[] }> {
  const stats = await ask<Stats>("/v1/stats");
  useToken(stats.token);
  const node = /^\/node\/(0x[0-9a-f]{40})$/.exec(url.pathname)?.[1];
  if (node !== undefined) return { title: `Exit ${node.slice(0, 10)}`, parts: await nodePage(node) };
  if (url.pathname === "/network") return { title: "Network", parts: await networkPage(stats) };
  if (url.pathname === "/verify") return { title: "Verify", parts: await verifyPage() };
  return { title: "Exits", parts: await exitsPage(url, stats, (href) => go(href, false)) };
}

/** What tells a control from the others of a page, also when the page is made anew. */
const keyOf = (control: Element | null): string | null =>
  ["name", "aria-label", "href"].reduce<string | null>(
    (known, name) => known ?? control?.getAttribute(name) ?? null,
    null,
  );

/** Shows the page of the URL. A page that is overtaken by a later click is dropped. */
async function show(moveFocus: boolean): Promise<void> {
  const mine = ++shown;
  const url = new URL(location.href);
  main.setAttribute("aria-busy", "true");
  let title = "Not to be had";
  let parts: readonly HTMLElement[];
  try {
    ({ title, parts } = await pageOf(url));
  } catch (error) {
    const told =
      error instanceof Refused ? error.message : "The indexer does not answer; it may be restarting. Try again.";
    parts = [h("section", { class: "note", role: "alert" }, h("h1", {}, title), h("p", {}, told))];
  }
  if (mine !== shown) return;
  const focused = main.contains(document.activeElement) ? keyOf(document.activeElement) : null;
  main.replaceChildren(...parts);
  main.removeAttribute("aria-busy");
  document.title = `${title} · Turnpike explorer`;
  for (const link of document.querySelectorAll("nav a"))
    if (link.getAttribute("href") === url.pathname) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  if (moveFocus) {
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
  } else if (focused !== null)
    [...main.querySelectorAll<HTMLElement | SVGAElement>("[name], a[href]")]
      .find((control) => keyOf(control) === focused)
      ?.focus({ preventScroll: true });
}

function go(href: string, moveFocus = true): void {
  history.pushState(null, "", href);
  void show(moveFocus);
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-link]") : null;
  if (link === null || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
    return;
  event.preventDefault();
  go(link.getAttribute("href") ?? "/", link.closest("svg") === null);
});
addEventListener("popstate", () => void show(true));

const events = new EventSource("/v1/events");
const tell = (state: "on" | "off", text: string): void => {
  live.dataset.state = state;
  live.textContent = text;
};
events.addEventListener("open", () => tell("on", "live"));
events.addEventListener("error", () => tell("off", "not connected"));
events.addEventListener("block", (event) => {
  const { block } = JSON.parse(event.data as string) as { block: number };
  // The text changes for eyes only: a screen reader is not told of every block.
  live.setAttribute("aria-live", "off");
  tell("on", `block ${block.toLocaleString("en")}`);
});
for (const type of ["epoch", "reset"])
  events.addEventListener(type, () => {
    const busy = document.activeElement instanceof HTMLInputElement || document.querySelector("details[open]") !== null;
    if (!busy) void show(false);
  });

void show(false);
