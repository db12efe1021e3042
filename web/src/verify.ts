import type { Epochs } from "../../api/types.generated.ts";
import { ask } from "./api.ts";
import { copyable, h } from "./dom.ts";
import { count, moment } from "./format.ts";

/** The signed root and how to check it; for a node also the way from its line to the root. */
export function verifyPanel({ signer, epochs, epochBlocks }: Epochs, node?: string): HTMLElement {
  const [epoch] = epochs;
  const command = `turnpike reputation verify --indexer ${location.origin}`;
  return h(
    "section",
    { class: "verify", "aria-labelledby": "verify" },
    h("h2", { id: "verify" }, "Verify it yourself"),
    h(
      "p",
      {},
      `Every ${count(epochBlocks)} blocks this indexer signs all scores with everything they rest on. The command reads the chain and the inputs, computes every score again and compares to the last digit.`,
    ),
    copyable(command, "command"),
    epoch === undefined
      ? h("p", { class: "note" }, "No epoch is signed yet: the first one comes when its block is final.")
      : h(
          "dl",
          { class: "pairs" },
          h("dt", {}, "Epoch"),
          h("dd", {}, `${count(epoch.epoch)}, block ${count(epoch.block)}, ${moment(epoch.time)}`),
          h("dt", {}, "Root"),
          h("dd", {}, h("code", {}, epoch.root)),
          h("dt", {}, "Signed by"),
          h("dd", {}, h("code", {}, signer)),
          h("dt", {}, "Signature"),
          h("dd", {}, h("code", {}, epoch.signature)),
          h("dt", {}, "Formula"),
          h("dd", {}, epoch.formula),
          h("dt", {}, "Inputs"),
          h(
            "dd",
            {},
            epoch.inputs
              ? h("a", { href: `/v1/epochs/${epoch.epoch}/inputs` }, `${count(epoch.lines)} lines`)
              : `${count(epoch.lines)} lines, no longer kept here`,
          ),
          node === undefined || !epoch.inputs
            ? undefined
            : [
                h("dt", {}, "This exit"),
                h(
                  "dd",
                  {},
                  h("a", { href: `/v1/epochs/${epoch.epoch}/proofs/${node}` }, "its line, with the way to the root"),
                ),
              ],
        ),
  );
}

export async function verifyPage(): Promise<readonly HTMLElement[]> {
  const epochs = await ask<Epochs>("/v1/epochs?limit=50");
  const heads = ["Epoch", "Block", "Time", "Lines", "Root"];
  return [
    verifyPanel(epochs),
    h(
      "section",
      { "aria-labelledby": "epochs" },
      h("h2", { id: "epochs" }, "Signed epochs"),
      h(
        "div",
        { class: "scroll", tabindex: 0, role: "region", "aria-label": "Signed epochs" },
        h(
          "table",
          { class: "epochs" },
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              heads.map((text) => h("th", { scope: "col" }, text)),
            ),
          ),
          h(
            "tbody",
            {},
            epochs.epochs.map(({ epoch, block, time, lines, root }) =>
              h(
                "tr",
                {},
                h("th", { scope: "row" }, h("a", { href: `/v1/epochs/${epoch}` }, count(epoch))),
                h("td", { "data-label": "Block" }, count(block)),
                h("td", { "data-label": "Time" }, moment(time)),
                h("td", { "data-label": "Lines" }, count(lines)),
                h("td", { "data-label": "Root" }, h("code", {}, root)),
              ),
            ),
          ),
        ),
      ),
    ),
  ];
}
