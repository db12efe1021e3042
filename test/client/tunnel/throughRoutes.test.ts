import { describe, expect, it } from "vitest";
import { renderThrough } from "../../../client/tunnel/throughRoutes.ts";

describe("the routes through an entry", () => {
  it("lead single ports of the exit into the entry's tunnel, before every other rule of ours, in the family of their address", () => {
    const endpoints = [
      { address: "203.0.113.2", port: 8_443, protocol: "tcp" },
      { address: "2001:db8::2", port: 51_820, protocol: "udp" },
    ] as const;
    expect(renderThrough(endpoints, "-4")).toBe(
      "rule add to 203.0.113.2 ipproto tcp dport 8443 lookup 7471 pref 7469\n",
    );
    expect(renderThrough(endpoints, "-6")).toBe(
      "rule add to 2001:db8::2 ipproto udp dport 51820 lookup 7471 pref 7469\n",
    );
  });
});
