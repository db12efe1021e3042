import { describe, expect, it } from "vitest";
import { type NodeKeyTerms, nodeKeyDigest, signNodeKey } from "../../protocol/nodeKey.ts";
import { later, parties } from "./parties.ts";

const { payer, node, stranger, nodes, elsewhere, recover, now } = await parties();
const terms: NodeKeyTerms = { operator: stranger.address, node: node.address, deadline: later(now, 3600) };

describe("a node key's consent", () => {
  it("is signed by the key itself", () => {
    expect(recover(nodeKeyDigest(nodes, terms), signNodeKey(nodes, terms, node.sign))).toBe(node.address);
  });

  it("M12: names the operator, so that a front-runner cannot register the key as its own", () => {
    const signature = signNodeKey(nodes, terms, node.sign);
    expect(recover(nodeKeyDigest(nodes, { ...terms, operator: payer.address }), signature)).not.toBe(node.address);
  });

  it("ends: with another deadline it is not what was signed", () => {
    const signature = signNodeKey(nodes, terms, node.sign);
    expect(recover(nodeKeyDigest(nodes, { ...terms, deadline: later(now, 7200) }), signature)).not.toBe(node.address);
  });

  it.each(elsewhere)("M12: for %s is another message", (_where, _payments, domain) => {
    expect(recover(nodeKeyDigest(nodes, terms), signNodeKey(domain, terms, node.sign))).not.toBe(node.address);
  });
});
