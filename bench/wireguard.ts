/**
 * The whole-machine tunnel against wireguard-go alone, in the same topology of network namespaces (root): random bytes from a web site behind the exit, every file
 * hashed; the same inside HTTPS; round trips by ping; and what an exit asks of WireGuard and of the kernel for its clients. All tunnels are alive at once and take turns, the first one
 * changing from round to round.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { goTuning } from "../runtime/wireguard/wireguardGo.ts";
import type { Namespaces } from "../scripts/demo/namespaces.ts";
import { type BareTunnel, openBareTunnel } from "./lab/bareTunnel.ts";
import { writeSample } from "./lab/origin.ts";
import { openPaidTunnel } from "./lab/paidTunnel.ts";
import { timeAdding, timeRoundTrips, timeThousandClients } from "./lab/tunnelControl.ts";
import { startTunnelSite, timeDownload } from "./lab/tunnelSite.ts";
import { type BenchOptions, median, pairedRow, type Row, row } from "./row.ts";

const names = ["paid", "carried", "tuned", "default"] as const;
type Name = (typeof names)[number];

const pingsPerRound = 400;
const addingPerRound = 20;
const readingPerRound = 10;
/** What is left where nothing but HTTPS passes: TCP inside TCP, through one more process at each end. */
const carriedAtLeast = 0.25;
const millisecondsAdded = 0.02;
const millisecondsToRead = 10;
const millisecondsToRefresh = 50;

const rotated = <T>(list: readonly T[], by: number): readonly T[] => [
  ...list.slice(by % list.length),
  ...list.slice(0, by % list.length),
];

export async function run({ rounds, bytes, seed, say }: BenchOptions): Promise<Row[]> {
  const dir = mkdtempSync("/dev/shm/turnpike-bench-");
  const closers: (() => Promise<void>)[] = [];
  try {
    const files = join(dir, "www");
    mkdirSync(files);
    const sample = { name: "whole", size: bytes, ...writeSample(join(files, "whole"), bytes, `${seed}/whole`) };
    say("starting wireguard-go alone, as it is and tuned, and the product");
    const bare = await openBareTunnel();
    closers.push(bare.close);
    const tuned = await openBareTunnel(goTuning);
    closers.push(tuned.close);
    const paid = await openPaidTunnel(() => {});
    closers.push(paid.close);
    const carried = await openPaidTunnel(() => {}, "wireguard+https");
    closers.push(carried.close);
    const spaces: Record<Name, Namespaces> = {
      ...{ paid: paid.spaces, carried: carried.spaces },
      ...{ tuned: tuned.spaces, default: bare.spaces },
    };
    for (const name of names) await startTunnelSite(spaces[name], join(dir, name), files);

    const speed: Record<Name, number[]> = { paid: [], carried: [], tuned: [], default: [] };
    const trips: Record<Name, number[]> = { paid: [], carried: [], tuned: [], default: [] };
    // Round 0 warms everything up, the window of credit included, and is not counted.
    for (let round = 0; round <= rounds; round++)
      for (const name of rotated(names, round)) {
        const gigabits = await timeDownload(spaces[name], sample, dir);
        const pings = await timeRoundTrips({ spaces: spaces[name] }, pingsPerRound);
        say(
          `${round === 0 ? "warm-up" : `round ${round}`}  ${name}  ${gigabits.toFixed(3)} Gbit/s, round trip p50 ${median(pings).toFixed(3)} ms`,
        );
        if (round === 0) continue;
        speed[name].push(gigabits);
        trips[name].push(median(pings));
      }
    // A bench of paying in which nothing was paid would prove nothing.
    for (const ended of [await paid.finish(), await carried.finish()])
      if (ended.bytes < bytes * (rounds + 1) || ended.paid === 0n)
        throw new Error(`${ended.bytes} bytes were counted and ${ended.paid} paid: a tunnel is not what it says`);
    return [
      pairedRow("1 stream down, Gbit/s, metered and paid against wireguard-go", speed.paid, speed.default, {
        atLeast: 0.95,
      }),
      pairedRow("1 stream down, Gbit/s, metered and paid against tuned alike", speed.paid, speed.tuned, {
        atLeast: 0.95,
      }),
      pairedRow("1 stream down, Gbit/s, wireguard-go tuned against default", speed.tuned, speed.default, {
        atLeast: 1.2,
      }),
      pairedRow("1 stream down, Gbit/s, inside HTTPS against by UDP, both paid", speed.carried, speed.paid, {
        atLeast: carriedAtLeast,
      }),
      addedRow(trips.paid, trips.tuned),
      ...(await controlRows(bare, rounds, say)),
    ];
  } finally {
    for (const close of closers.reverse()) await close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The median of the rounds' differences, so that a slow minute moves both sides. */
function addedRow(ours: readonly number[], peer: readonly number[]): Row {
  const added = median(ours.map((trip, round) => trip - (peer[round] ?? Number.NaN)));
  const name = "round trip added to wireguard-go tuned alike, p50 in ms, against the limit";
  return row(name, added, millisecondsAdded, { atMost: 1 });
}

async function controlRows(bare: BareTunnel, rounds: number, say: (line: string) => void): Promise<Row[]> {
  say("adding clients, and reading and moving a thousand limits");
  const adding: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
  for (let turn = 0; turn < rounds * addingPerRound; turn++) {
    const { ours, peer } = await timeAdding(bare);
    adding.ours.push(ours);
    adding.peer.push(peer);
  }
  const { read, refresh } = await timeThousandClients(bare, rounds * readingPerRound);
  return [
    pairedRow("adding a client, ms, against one wg set", adding.ours, adding.peer, { atMost: 0.2 }),
    row("reading 1,000 counters, ms, against the limit", median(read), millisecondsToRead, { atMost: 1 }),
    row("moving 1,000 limits, ms, against the limit", median(refresh), millisecondsToRefresh, { atMost: 1 }),
  ];
}
