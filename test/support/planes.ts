import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { TunnelTerms } from "../../protocol/wire.ts";
import { newWireguardKeys } from "../../runtime/wireguard/keys.ts";
import { labAddresses, openNamespaces, type Place } from "../../scripts/demo/namespaces.ts";
import { TurnpikeProcess } from "../../scripts/demo/turnpikeProcess.ts";
import { openRawInterface, type RawInterface } from "./rawInterface.ts";

const script = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const internetPort = 8_080;

export interface PlaneOrder {
  /** How many bytes may pass from now on. */
  readonly grant?: number;
  /** A client's WireGuard key. */
  readonly seat?: string;
  /** Ends the session, or the whole plane. */
  readonly close?: "gate" | "plane";
}

export interface PlaneState {
  readonly count: number;
  readonly openTunnels: number;
  readonly terms?: TunnelTerms;
  readonly publicKey?: string;
}

export const planePort = 8_443;
export const planeCredentials = { session: "a".repeat(22), token: "b".repeat(43) };

/** A download by the client through the plane. */
export interface Pull {
  received(): number;
  readonly isDone: boolean;
  stop(): Promise<unknown>;
}

/** A data plane of an exit between a client and the internet of a lab, with one gate that only the test gives credit to. */
export interface LabPlane {
  /** Performs an order, and says where things stand after it. */
  order(order?: PlaneOrder): Promise<PlaneState>;
  pull(size: number): Pull;
  /** Closes the plane; the exit code of its process, which must end by itself. */
  closePlane(): Promise<number>;
  close(): Promise<void>;
}

export async function openLabPlane(transport: "https" | "wireguard"): Promise<LabPlane> {
  const spaces = await openNamespaces();
  const tag = randomBytes(3).toString("hex");
  const started: TurnpikeProcess[] = [];
  let own: RawInterface | undefined;
  const start = (name: string, place: Place, args: readonly string[], program: string) => {
    const run = new TurnpikeProcess(name, args, {}, { program: script(program), within: spaces.within(place) });
    started.push(run);
    return run;
  };
  const close = async () => {
    for (const run of started) await run.stop();
    await own?.close();
    await spaces.close();
  };
  try {
    await start("internet", "internet", [], "../../scripts/demo/internet.ts").ready;
    const [first = "", ...within] = spaces.within("exit");
    const args = [...within, process.execPath, script("planeProcess.ts"), transport, `tpx${tag}`];
    const child = spawn(first, args, { stdio: ["pipe", "pipe", "inherit"] });
    const ended = once(child, "close").then(([code]) => Number(code));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<PlaneState> => {
      const { value, done } = await lines.next();
      if (done === true) throw new Error("the plane's process ended");
      return JSON.parse(value) as PlaneState;
    };
    await next();
    let orders: Promise<unknown> = Promise.resolve();
    const order: LabPlane["order"] = (what = {}) => {
      const answer = orders.then(() => {
        child.stdin.write(`${JSON.stringify(what)}\n`);
        return next();
      });
      orders = answer.catch(() => undefined);
      return answer;
    };
    const address = labAddresses.internet4;
    if (transport === "wireguard") {
      const keys = newWireguardKeys();
      const { terms, publicKey } = await order({ seat: keys.publicKey });
      if (terms === undefined || publicKey === undefined) throw new Error("the plane seats nobody");
      own = await openRawInterface(spaces, `tpc${tag}`, keys.privateKey, terms);
      await own.aim(publicKey, { host: labAddresses.exit4, port: planePort });
    }
    return {
      order,
      pull: (size) => {
        const run =
          transport === "wireguard"
            ? start("pull", "client", ["pull", address, `${internetPort}`, `${size}`], "../../scripts/demo/probe.ts")
            : start(
                "pull",
                "client",
                [
                  JSON.stringify({
                    ...{ exit: { host: labAddresses.exit4, port: planePort }, credentials: planeCredentials },
                    ...{ host: address, port: internetPort, size },
                  }),
                ],
                "pullProcess.ts",
              );
        return {
          received: () => Math.max(0, ...run.lines.map(({ bytes }) => Number(bytes ?? 0))),
          get isDone() {
            return run.lines.some(({ done }) => done === true);
          },
          stop: () => run.stop(),
        };
      },
      closePlane: async () => {
        await order({ close: "plane" });
        return ended;
      },
      close: async () => {
        child.stdin.end();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
