import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { type Duplex, duplexPair } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Gate, Purse } from "../../../node/dataplane/gate.ts";
import { entranceDestination, openUdpTunnel, paidDestination } from "../../../node/dataplane/https/udpTunnel.ts";
import type { Entrance } from "../../../node/dataplane/port.ts";
import { openEntrance } from "../../../node/dataplane/wireguard/entrance.ts";
import { CapsuleReader, encodeDatagram } from "../../../protocol/capsule.ts";
import { eventually } from "../../support/market.ts";

const credit = 10_000;

import { hasLoopbackNetwork } from "../../support/run.ts";

describe("a connect-udp tunnel", () => {
  let far: Socket;
  let port: number;
  let asked: { text: string; from: RemoteInfo }[];
  let gate: Gate;
  const streams: Duplex[] = [];

  beforeEach(async () => {
    asked = [];
    far = createSocket("udp4");
    far.on("message", (message, from) => {
      asked.push({ text: message.toString("latin1"), from });
      far.send(`re ${message.toString("latin1")}`, from.port, from.address);
    });
    far.bind(0, "127.0.0.1");
    await once(far, "listening");
    port = far.address().port;
    const purse = new Purse();
    purse.grant(credit);
    gate = new Gate(purse, () => {});
  });
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.destroy();
    far.close();
  });

  /** The client's end of a tunnel, once it is open. */
  const open = async (destination: Parameters<typeof openUdpTunnel>[1]) => {
    const [mine, theirs] = duplexPair();
    streams.push(mine, theirs);
    const reader = new CapsuleReader();
    const answers: string[] = [];
    mine.on("data", (chunk: Buffer) => {
      for (const payload of reader.push(chunk)) answers.push(Buffer.from(payload).toString("latin1"));
    });
    await new Promise<void>((accept, refuse) =>
      openUdpTunnel({ stream: theirs, accept, refuse }, destination, gate, Buffer.alloc(0), () => {}),
    );
    return {
      answers,
      ask: async (text: string) => {
        mine.write(encodeDatagram(Buffer.from(text)));
        await eventually(`an answer to ${text}`, async () => answers.includes(`re ${text}`));
      },
      send: (text: string) => mine.write(encodeDatagram(Buffer.from(text))),
      isOver: () => theirs.destroyed,
    };
  };
  const addresses = { index: 258, address4: "10.86.1.2", address6: "fd86:7470::102" };

  it("to the internet is paid by the byte, both ways", async () => {
    const tunnel = await open(paidDestination("127.0.0.1", port, gate));
    await tunnel.ask("four");
    expect(gate.count).toBe("four".length + "re four".length);
  });

  it.skipIf(!hasLoopbackNetwork)("to WireGuard is free, and comes from the client's own address", async () => {
    const tunnel = await open(entranceDestination(openEntrance({ addresses, gate }, port)));
    await tunnel.ask("four");
    expect(gate.count).toBe(0);
    expect(asked.map(({ from }) => from.address)).toEqual(["127.86.1.2"]);
  });

  it.skipIf(!hasLoopbackNetwork)("to WireGuard takes in what is allowed and no byte more", async () => {
    const entrance: Entrance = { ...openEntrance({ addresses, gate }, port), take: (size) => size <= 4 };
    const tunnel = await open(entranceDestination(entrance));
    tunnel.send("more than four");
    await tunnel.ask("four");
    expect(asked.map(({ text }) => text)).toEqual(["four"]);
  });

  it("to WireGuard is one for each client: a new one ends the one before, and the session's end ends it", async () => {
    const entrance = openEntrance({ addresses, gate }, port);
    const first = await open(entranceDestination(entrance));
    const second = await open(entranceDestination(entrance));
    await eventually("the first to end", async () => first.isOver());
    await second.ask("four");
    gate.close();
    await eventually("the second to end", async () => second.isOver());
  });
});
