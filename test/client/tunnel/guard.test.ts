import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DirectEndpoint,
  disconnected,
  type Guard,
  type GuardEvent,
  guardStep,
} from "../../../client/tunnel/guard.ts";
import { renderGuard } from "../../../client/tunnel/guardRules.ts";

const chain: DirectEndpoint = { address: "203.0.113.1", port: 443, protocol: "tcp" };
const node: DirectEndpoint = { address: "203.0.113.2", port: 8_443, protocol: "tcp" };
const exit: DirectEndpoint = { address: "203.0.113.2", port: 51_820, protocol: "udp" };
const inside = ["10.86.0.2", "fd86:7470::2"];

const connect: GuardEvent = { type: "connect", control: [chain], lan: false };
const dial: GuardEvent = { type: "dial", node };
const reach: GuardEvent = { type: "reach", exit, inside };
/** By TLS to the control port, which is open already. */
const reachCarried: GuardEvent = { type: "reach", exit: undefined, inside };
const opened: GuardEvent = { type: "opened" };
const proxied: GuardEvent = { type: "proxied" };
const lost: GuardEvent = { type: "lost" };
const refused: GuardEvent = { type: "refused" };
const disconnect: GuardEvent = { type: "disconnect" };
const done: GuardEvent = { type: "done" };
const entry: DirectEndpoint = { address: "198.51.100.7", port: 51_820, protocol: "udp" };
const enter: GuardEvent = {
  type: "enter",
  entry: { interfaceName: "turnpikee", endpoint: entry, inside: ["10.86.0.9", "fd86:7470::9"] },
};
const controlThrough: GuardEvent = { type: "through", exit: node };
const tunnelThrough: GuardEvent = { type: "through", exit };
const left: GuardEvent = { type: "left" };
const hops = [enter, controlThrough, tunnelThrough, left];
const every = [connect, dial, reach, reachCarried, opened, proxied, lost, refused, disconnect, done, ...hops];

const reached = (...events: GuardEvent[]): Guard =>
  events.reduce((guard, event) => guardStep(guard, event).guard, disconnected);
const rules = (guard: Guard) => renderGuard(guard, "turnpike", 0);
const through = 'oifname "turnpike" accept';

describe("the kill switch", () => {
  it("closes the machine before anything is dialled, and opens the tunnel alone once there is one", () => {
    expect(rules(reached(connect))).toContain("policy drop");
    expect(rules(reached(connect))).not.toContain(through);
    expect(rules(reached(connect, dial))).toContain("meta skuid 0 ip daddr 203.0.113.2 tcp dport 8443 accept");
    expect(rules(reached(connect, dial, reach, opened))).toContain(through);
    expect(rules(reached(connect, dial, reach, opened))).toContain(
      "meta mark 29808 ip daddr 203.0.113.2 udp dport 51820 accept",
    );
  });

  it("lets a handshake out before it lets anything into the tunnel", () => {
    const trying = rules(reached(connect, dial, reach));
    expect(trying).toContain("udp dport 51820 accept");
    expect(trying).not.toContain(through);
    // Without one there is nothing to open.
    expect(guardStep(reached(connect, dial), opened).write).toBe(false);
  });

  it("opens nothing more for a tunnel inside HTTPS than the control port that is open already", () => {
    const words = (guard: Guard) =>
      new Set(
        rules(guard)
          .split("\n")
          .map((line) => line.trim()),
      );
    const before = words(reached(connect, dial));
    const added = [...words(reached(connect, dial, reachCarried, opened))].filter((line) => !before.has(line));
    expect(added.filter((line) => line.endsWith("accept"))).toEqual([through]);
    // Falling back closes the UDP port that was tried.
    expect(rules(reached(connect, dial, reach, reachCarried, opened))).not.toContain("udp dport 51820");
  });

  it("keeps the machine closed around the proxies of the last rung, and still lets nodes be dialled", () => {
    const around = reached(connect, dial, reach, lost, proxied);
    expect(around.state).toBe("proxied");
    expect(rules(around)).toBe(rules(reached(connect, dial)));
    const other: GuardEvent = { type: "dial", node: { ...node, address: "203.0.113.9" } };
    expect(rules(guardStep(around, other).guard)).toContain("ip daddr 203.0.113.9 tcp dport 8443 accept");
  });

  it("closes the tunnel again when the exit is lost, and when nothing can be paid any more", () => {
    for (const end of [lost, refused, disconnect]) {
      const closed = rules(reached(connect, dial, reach, opened, end));
      expect(closed).toContain("policy drop");
      expect(closed).not.toContain(through);
      expect(closed).not.toContain("udp dport 51820");
    }
  });

  it("with two hops speaks to the exit through the entry's tunnel alone, and into that tunnel says nothing else", () => {
    const text = rules(reached(connect, dial, enter, controlThrough, tunnelThrough, reachCarried, opened));
    const lines = text.split("\n").map((line) => line.trim());
    // The exit was dialled as an entry once: that is over.
    expect(lines.filter((line) => line.includes("203.0.113.2"))).toEqual([
      'oifname "turnpikee" meta skuid 0 ip daddr 203.0.113.2 tcp dport 8443 accept',
      'oifname "turnpikee" meta mark 29809 ip daddr 203.0.113.2 udp dport 51820 accept',
    ]);
    const at = (line: string) => lines.indexOf(line);
    expect(at('oifname "turnpikee" counter drop')).toBeGreaterThan(0);
    expect(at('oifname "turnpikee" counter drop')).toBeLessThan(at(through));
    expect(at("meta mark 29809 counter drop")).toBeLessThan(at(through));
    expect(lines).toContain("meta mark 29808 ip daddr 198.51.100.7 udp dport 51820 accept");
    expect(lines).toContain('ip daddr 10.86.0.9 iifname != { "lo", "turnpike", "turnpikee" } drop');
  });

  it("with two hops keeps the entry when the exit is lost, and loses both with the entry", () => {
    const open = reached(connect, dial, enter, controlThrough, tunnelThrough, reachCarried, opened);
    expect(guardStep(open, lost).guard).toMatchObject({ state: "reconnecting", entry: { endpoint: entry } });
    // What was used at the exit is still paid through the entry.
    expect(rules(guardStep(open, refused).guard)).toContain("198.51.100.7");
    const alone = guardStep(open, left).guard;
    expect(alone).toMatchObject({ state: "reconnecting", entry: undefined, inside: [] });
    expect(rules(alone)).not.toContain("turnpikee");
  });

  it("is gone only after disconnecting, whatever else happens", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...every), { maxLength: 30 }), (events) => {
        let guard = disconnected;
        for (const event of events) {
          const before = guard.state;
          guard = guardStep(guard, event).guard;
          if (guard.state === "disconnected" && before !== "disconnected")
            expect([before, event.type]).toEqual(["disconnecting", "done"]);
          // Only a connected machine lets ordinary packets out, and only into the tunnel.
          expect(rules(guard).includes(through)).toBe(guard.state === "connected");
          expect(rules(guard).includes("policy drop")).toBe(guard.state !== "disconnected");
        }
      }),
      { numRuns: 500 },
    );
  });

  it("takes a late answer for what it is: nothing is opened after the end", () => {
    expect(guardStep(reached(connect, dial, reach, opened, disconnect), opened).write).toBe(false);
    expect(guardStep(reached(connect, dial, reach, opened, refused), dial).write).toBe(false);
  });

  it("can be closed around a new connection after it was blocked", () => {
    expect(reached(connect, dial, reach, opened, refused, connect).state).toBe("connecting");
  });

  it("lets the local network through only when asked, and names never", () => {
    const near = rules(reached({ ...connect, lan: true } as GuardEvent));
    expect(near).toContain("192.168.0.0/16");
    expect(near.indexOf("th dport { 53, 853 } counter drop")).toBeLessThan(near.indexOf("192.168.0.0/16"));
    expect(rules(reached(connect))).not.toContain("192.168.0.0/16");
  });

  it("never lets the tunnel's own packets into the tunnel", () => {
    const text = rules(reached(connect, dial, reach, opened));
    const marked = text.indexOf('oifname "turnpike" meta mark { 29808, 29809 } drop');
    expect(marked).toBeGreaterThan(0);
    expect(marked).toBeLessThan(text.indexOf(through));
  });

  it("answers nobody outside the tunnel for an address inside it (CVE-2019-14899)", () => {
    const text = rules(reached(connect, dial, reach, opened));
    for (const [family, address] of [
      ["ip", "10.86.0.2"],
      ["ip6", "fd86:7470::2"],
    ])
      expect(text).toContain(`${family} daddr ${address} iifname != { "lo", "turnpike" } drop`);
  });

  it("replaces its table in one transaction", () => {
    expect(rules(reached(connect)).split("\n").slice(0, 3)).toEqual([
      "add table inet turnpike_guard_turnpike",
      "delete table inet turnpike_guard_turnpike",
      "table inet turnpike_guard_turnpike {",
    ]);
    expect(rules(disconnected).trim().split("\n")).toHaveLength(2);
  });
});
