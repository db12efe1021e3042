/**
 * A new connection and 1 kB through SOCKS5 with 40 ms between the two ends, in milliseconds from the first SOCKS byte to the last of the answer. The line is
 * a process-local TCP relay that delays (`lab/delay.ts`), the same one for everybody; the client's pool is warm, as it is while somebody browses.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { startDelayedLine } from "./lab/delay.ts";
import { fetchSmall } from "./lab/fetchSmall.ts";
import { openMarket } from "./lab/market.ts";
import { startOrigin } from "./lab/origin.ts";
import { type Between, startShadowsocks, startSsh, type Tunnel } from "./lab/peers.ts";
import { type BenchOptions, median, type Row, row } from "./row.ts";

const roundTripMilliseconds = 40;
/** Requests of one tunnel in a round: fewer than the client's pool holds, so that every one finds a warm connection. */
const burst = 6;
/** Time for the pool to fill again, the handshakes' round trips included. */
const restMilliseconds = 700;
const burstsPerRound = 5;
/** New connections at once, as a page with many hosts and pictures makes them: far more than the pool holds. */
const crowd = 32;

export async function run({ rounds, seed, say }: BenchOptions): Promise<Row[]> {
  const dir = mkdtempSync("/dev/shm/turnpike-bench-");
  const stops: (() => Promise<void>)[] = [];
  try {
    const origin = await startOrigin(dir);
    stops.push(origin.daemon.stop);
    origin.makeFile("small", 1_000, `${seed}/small`);
    const between: Between = async (port) => {
      const line = await startDelayedLine(port, roundTripMilliseconds);
      stops.push(async () => line.stop());
      return line.port;
    };
    say("starting the peers and the product behind a line of 40 ms");
    const ssh = await startSsh(dir, between);
    stops.push(ssh.stop);
    const shadowsocks = await startShadowsocks(between);
    stops.push(shadowsocks.stop);
    const market = await openMarket(join(dir, "market"));
    stops.push(market.close);
    const ours = await market.open("0.01", between);
    const tunnels: readonly Tunnel[] = [ours, ssh, shadowsocks];

    const times = new Map<string, number[]>();
    const crowds = new Map<string, number[]>();
    for (let round = 0; round <= rounds * burstsPerRound; round++) {
      for (let turn = 0; turn < tunnels.length; turn++) {
        const tunnel = tunnels[(round + turn) % tunnels.length];
        if (tunnel === undefined) continue;
        await new Promise((resolve) => setTimeout(resolve, restMilliseconds));
        for (let count = 0; count < burst; count++) {
          const milliseconds = await fetchSmall(tunnel.socksPort, origin.port);
          if (round > 0) times.set(tunnel.name, [...(times.get(tunnel.name) ?? []), milliseconds]);
        }
        await new Promise((resolve) => setTimeout(resolve, restMilliseconds));
        const started = performance.now();
        await Promise.all(Array.from({ length: crowd }, () => fetchSmall(tunnel.socksPort, origin.port))).catch(
          (cause: unknown) => {
            throw new Error(`${tunnel.name} lost one of ${crowd} connections`, { cause });
          },
        );
        if (round > 0) crowds.set(tunnel.name, [...(crowds.get(tunnel.name) ?? []), performance.now() - started]);
      }
    }
    for (const [name, list] of [
      ...times,
      ...[...crowds].map(([name, list]) => [`${name}, ${crowd} at once`, list] as const),
    ]) {
      const sorted = [...list].sort((a, b) => a - b);
      const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(1);
      say(`${name}: p10 ${at(0.1)} ms, p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, n = ${list.length}`);
    }
    const p50 = (tunnel: Tunnel) => median(times.get(tunnel.name) ?? []);
    const name = `new connection and 1 kB at ${roundTripMilliseconds} ms, p50 in ms, against`;
    return [
      row(`${name} ${shadowsocks.name}`, p50(ours), p50(shadowsocks), { atMost: 1.05 }),
      row(`${name} ${ssh.name}`, p50(ours), p50(ssh), { atMost: 1.05 }),
      ...[shadowsocks, ssh].map((peer) =>
        row(
          `${crowd} new connections at once and 1 kB each at ${roundTripMilliseconds} ms, the last one, p50 in ms, against ${peer.name}`,
          median(crowds.get(ours.name) ?? []),
          median(crowds.get(peer.name) ?? []),
          { atMost: 1.05 },
        ),
      ),
    ];
  } finally {
    for (const stop of stops.reverse()) await stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
