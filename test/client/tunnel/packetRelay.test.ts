import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import type { UdpPath } from "../../../client/dataplane/port.ts";
import { type OpenPath, PacketRelay } from "../../../client/tunnel/packetRelay.ts";
import { eventually } from "../../support/market.ts";

const words = (payload: Uint8Array): string => Buffer.from(payload).toString("utf8");

/** A far end that answers every packet, and can be cut. */
class FarEnd {
  readonly received: string[] = [];
  opened = 0;
  refusing = false;
  cut: () => void = () => {};

  readonly open: OpenPath = async (onPayload, onClose) => {
    if (this.refusing) throw new Error("refused");
    this.opened += 1;
    this.cut = onClose;
    const path: UdpPath = {
      send: (payload) => {
        this.received.push(words(payload));
        onPayload(Buffer.from(`answer to ${words(payload)}`));
      },
      close: () => {},
    };
    return path;
  };
}

describe("the relay between the interface and the carrier", () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });
  const open = async (far: FarEnd, onDead: (error: unknown) => void = () => {}) => {
    const relay = await PacketRelay.start(far.open, onDead, 2);
    closing.push(() => relay.close());
    return relay;
  };
  const socket = async (): Promise<Socket> => {
    const made = createSocket("udp4");
    made.bind({ address: "127.0.0.1" });
    await once(made, "listening");
    closing.push(() => made.close());
    return made;
  };
  const ask = (from: Socket, relay: PacketRelay, text: string): Promise<string> => {
    const answer = once(from, "message").then(([message]) => words(message as Buffer));
    from.send(text, relay.endpoint.port, relay.endpoint.host);
    return answer;
  };

  it("carries the interface's packets both ways, and nobody else's", async () => {
    const far = new FarEnd();
    const relay = await open(far);
    const [mine, other] = [await socket(), await socket()];
    relay.attach(mine.address().port);
    other.send("intruder", relay.endpoint.port, relay.endpoint.host);
    expect(await ask(mine, relay, "one")).toBe("answer to one");
    expect(far.received).toEqual(["one"]);
    expect(relay.endpoint.host).toBe("127.0.0.1");
  });

  it("opens a path that broke again", async () => {
    const far = new FarEnd();
    const relay = await open(far);
    const mine = await socket();
    relay.attach(mine.address().port);
    far.cut();
    await eventually("another path", () => Promise.resolve(far.opened === 2));
    expect(await ask(mine, relay, "two")).toBe("answer to two");
  });

  it("says that the exit is gone when it cannot be opened again, and fails at once when it never could", async () => {
    const far = new FarEnd();
    let dead: unknown;
    await open(far, (error) => {
      dead = error;
    });
    far.refusing = true;
    far.cut();
    await eventually("the end", () => Promise.resolve(dead !== undefined));
    expect(String(dead)).toContain("refused");
    await expect(PacketRelay.start(far.open, () => {})).rejects.toThrow("refused");
  });
});
