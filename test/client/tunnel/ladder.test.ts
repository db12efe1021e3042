import { describe, expect, it } from "vitest";
import { ladderOf, nextTransport, proxiesMayHelp } from "../../../client/tunnel/ladder.ts";

const tunnels = ["wireguard", "wireguard+https"] as const;

describe("the ladder of transports", () => {
  it.each([
    ["https", false, { tunnel: [], proxies: true }],
    ["https", true, { tunnel: [], proxies: true }],
    ["wireguard", false, { tunnel: ["wireguard"], proxies: false }],
    ["wireguard", true, undefined],
    ["wireguard+https", false, { tunnel: ["wireguard+https"], proxies: false }],
    ["wireguard+https", true, undefined],
    ["auto", false, { tunnel: tunnels, proxies: true }],
    ["auto", true, { tunnel: [], proxies: true }],
  ] as const)("of %s on a machine that lacks something: %s", (choice, lacking, expected) => {
    expect(ladderOf(choice, lacking)).toEqual(expected);
  });

  it.each([
    ["nobody offers a tunnel", { code: "NO_NODE_FITS", data: {} }, true],
    ["no handshake came back", { code: "NO_NODE_REACHABLE", data: { codes: "NODE_UNREACHABLE TUNNEL_SILENT" } }, true],
    ["the tunnel is full", { code: "NO_NODE_REACHABLE", data: { codes: "TUNNEL_FULL" } }, true],
    ["no exit answers at all", { code: "NO_NODE_REACHABLE", data: { codes: "NODE_UNREACHABLE" } }, false],
    ["exits name their hosts", { code: "NO_NODE_REACHABLE", data: { codes: "TUNNEL_ENDPOINT_NAMED" } }, false],
    ["the deposit is used up", { code: "NO_COVER", data: {} }, false],
    ["the budget is used up", { code: "BUDGET_EXHAUSTED", data: {} }, false],
    ["lists are incomplete", { code: "LIST_INCOMPLETE", data: {} }, false],
  ])("ends at proxies where %s: %j, %s", (_when, error, expected) => {
    expect(proxiesMayHelp(error)).toBe(expected);
  });

  it.each([
    // The ladder, what the exit offers, where we are, what comes next.
    [tunnels, ["https", "wireguard", "wireguard+https"], undefined, "wireguard"],
    [tunnels, ["https", "wireguard", "wireguard+https"], "wireguard", "wireguard+https"],
    [tunnels, ["https", "wireguard", "wireguard+https"], "wireguard+https", undefined],
    [tunnels, ["https", "wireguard"], "wireguard", undefined],
    [tunnels, ["https", "wireguard+https"], undefined, "wireguard+https"],
    [tunnels, ["https"], undefined, undefined],
    [["wireguard"], ["https", "wireguard", "wireguard+https"], "wireguard", undefined],
    [["wireguard+https"], ["https", "wireguard", "wireguard+https"], undefined, "wireguard+https"],
    [[], ["https", "wireguard"], undefined, undefined],
  ] as const)("%j at an exit with %j after %s: %s", (ladder, offered, current, expected) => {
    expect(nextTransport(ladder, offered, current)).toBe(expected);
  });
});
