/**
 * The whole-machine tunnel against wireguard-go alone, in the same topology of network namespaces (root): random bytes from a web site behind the exit, every file
 * hashed; the same inside HTTPS; round trips by ping; and what an exit asks of WireGuard and of the kernel for its clients. Two processes of one program differ
 * in speed for as long as they live, so every round starts all tunnels anew, in another order, warms each up once and then measures them in turns.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Namespaces } from "../scripts/demo/namespaces.ts";
import { openBareTunnel } from "./lab/bareTunnel.ts";
import { writeSample } from "./lab/origin.ts";
import { openPaidTunnel } from "./lab/paidTunnel.ts";
import { timeAdding, timeRoundTrips, timeThousandClients } from "./lab/tunnelControl.ts";
import { startTunnelSite, timeDownload } from "./lab/tunnelSite.ts";
import { type BenchOptions, median, pairedRow, type Row, row } from "./row.ts";

const names = ["paid", "carried", "tuned", "default"] as const;
type Name = (typeof names)[number];

const transfersPerRound = 2;
const pingsPerTurn = 200;
const addingPerRound = 20;
const readingPerRound = 10;
/** What is left where nothing but HTTPS passes: TCP inside TCP, through one more process at each end. */
const carriedAtLeast = 0.25;
const addingAtMost = 0.2;
const millisecondsAdded = 0.02;
const millisecondsToRead = 10;
const millisecondsToRefresh = 50;

const rotated = <T>(list: readonly T[], by: number): readonly T[] => [
  ...list.slice(by % list.length),
  ...list.slice(0, by % list.length),
];

export async function run({ rounds, bytes, seed, say }: BenchOptions): Promise<Row[]> {
  const dir = mkdtempSync("/dev/shm/turnpike-bench-");
  try {
    const files = join(dir, "www");
    mkdirSync(files);
    const sample = { name: "whole", size: bytes, ...writeSample(join(files, "whole"), bytes, `${seed}/whole`) };
    const speed: Record<Name, number[]> = { paid: [], carried: [], tuned: [], default: [] };
    const trips: Record<Name, number[]> = { paid: [], carried: [], tuned: [], default: [] };
    for (let round = 1; round <= rounds; round++) {
      const measured = await measureRound(rotated(names, round), dir, files, sample);
      for (const name of names) {
        speed[name].push(...measured[name].speed);
        trips[name].push(...measured[name].trips);
        const gigabits = measured[name].speed.map((each) => each.toFixed(3)).join(" and ");
        say(
          `round ${round}  ${name}  ${gigabits} Gbit/s, round trip p50 ${median(measured[name].trips).toFixed(3)} ms`,
        );
      }
    }
    const against = (name: string, ours: Name, peer: Name, atLeast: number) =>
      pairedRow(`1 stream down, Gbit/s, ${name}`, speed[ours], speed[peer], { atLeast });
    return [
      against("metered and paid against wireguard-go", "paid", "default", 0.95),
      against("metered and paid against tuned alike", "paid", "tuned", 0.95),
      against("wireguard-go tuned against default", "tuned", "default", 1.2),
      against("inside HTTPS against by UDP, both paid", "carried", "paid", carriedAtLeast),
      addedRow(trips.paid, trips.tuned),
      ...(await controlRows(rounds, say)),
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Opened {
  readonly spaces: Namespaces;
  finish?(): Promise<{ readonly bytes: number; readonly paid: bigint }>;
  close(): Promise<void>;
}

const openers: Readonly<Record<Name, () => Promise<Opened>>> = {
  paid: () => openPaidTunnel(() => {}),
  carried: () => openPaidTunnel(() => {}, "wireguard+https"),
  tuned: () => openBareTunnel(true),
  default: () => openBareTunnel(),
};

/** Opens all tunnels in this order, sends the file once through each to warm it up (the window of credit included), then measures them in turns. */
async function measureRound(
  order: readonly Name[],
  dir: string,
  files: string,
  sample: { readonly name: string; readonly size: number; readonly sha256: string },
): Promise<Record<Name, { readonly speed: number[]; readonly trips: number[] }>> {
  const opened = new Map<Name, Opened>();
  try {
    for (const name of order) {
      const tunnel = await openers[name]();
      opened.set(name, tunnel);
      await startTunnelSite(tunnel.spaces, join(dir, name), files);
      await timeDownload(tunnel.spaces, sample, dir);
    }
    const measured = {
      ...{ paid: { speed: [], trips: [] }, carried: { speed: [], trips: [] } },
      ...{ tuned: { speed: [], trips: [] }, default: { speed: [], trips: [] } },
    } as Record<Name, { readonly speed: number[]; readonly trips: number[] }>;
    for (let turn = 0; turn < transfersPerRound; turn++)
      for (const name of rotated(order, turn)) {
        const tunnel = opened.get(name);
        if (tunnel === undefined) throw new Error(`${name} is not open`);
        measured[name].speed.push(await timeDownload(tunnel.spaces, sample, dir));
        measured[name].trips.push(median(await timeRoundTrips(tunnel, pingsPerTurn)));
      }
    // A bench of paying in which nothing was paid would prove nothing.
    for (const { finish } of opened.values()) {
      const ended = await finish?.();
      if (ended !== undefined && (ended.bytes < sample.size * (transfersPerRound + 1) || ended.paid === 0n))
        throw new Error(`${ended.bytes} bytes were counted and ${ended.paid} paid: a tunnel is not what it says`);
    }
    return measured;
  } finally {
    for (const { close } of [...opened.values()].reverse()) await close();
  }
}

/** The median of the rounds' differences, so that a slow minute moves both sides. */
function addedRow(ours: readonly number[], peer: readonly number[]): Row {
  const added = median(ours.map((trip, round) => trip - (peer[round] ?? Number.NaN)));
  const name = "round trip added to wireguard-go tuned alike, p50 in ms, against the limit";
  return row(name, added, millisecondsAdded, { atMost: 1 });
}

async function controlRows(rounds: number, say: (line: string) => void): Promise<Row[]> {
  say("adding clients, and reading and moving a thousand limits");
  const bare = await openBareTunnel();
  try {
    const alone = await timeAdding(bare, 0, rounds * addingPerRound);
    const crowded = await timeAdding(bare, 1_000, rounds * addingPerRound);
    const { read, refresh } = await timeThousandClients(bare, rounds * readingPerRound);
    const against = (name: string, ours: readonly number[], peer: readonly number[]) =>
      pairedRow(`${name}, ms, against one wg set`, ours, peer, { atMost: addingAtMost });
    return [
      against("telling WireGuard of a client", alone.told, alone.peer),
      against("adding a client: its credit in the kernel, then WireGuard", alone.whole, alone.peer),
      against("the same beside 1,000 others", crowded.whole, crowded.peer),
      row("reading 1,000 counters, ms, against the limit", median(read), millisecondsToRead, { atMost: 1 }),
      row("moving 1,000 limits, ms, against the limit", median(refresh), millisecondsToRefresh, { atMost: 1 }),
    ];
  } finally {
    await bare.close();
  }
}
