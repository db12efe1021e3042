import { describe, expect, it } from "vitest";
import { renderRules } from "../../../client/tunnel/routes.ts";

const plan = {
  interfaceName: "turnpike",
  direct: ["203.0.113.2", "203.0.113.2", "2001:db8::2"],
  lan: false,
  dns: ["10.86.0.1"],
};

describe("the routing rules of a tunnel", () => {
  it("ask the main table only for the tunnel's own packets and the hosts spoken to in clear", () => {
    expect(renderRules(plan, "-4").trim().split("\n")).toEqual([
      "rule add fwmark 29808 lookup main pref 7470",
      "rule add to 203.0.113.2 lookup main pref 7470",
      "rule add to 10.86.0.1 lookup 7470 pref 7471",
      "rule add lookup 7470 pref 7473",
    ]);
    expect(renderRules(plan, "-6")).toContain("rule add to 2001:db8::2 lookup main pref 7470");
  });

  it("leave the local network beside the tunnel when asked, but not the resolver inside it", () => {
    const lines = renderRules({ ...plan, lan: true }, "-4").split("\n");
    const [resolver, near] = ["to 10.86.0.1", "to 10.0.0.0/8"].map((part) =>
      lines.findIndex((line) => line.includes(part)),
    );
    expect(near).toBeGreaterThan(resolver ?? -1);
  });
});
