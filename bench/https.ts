/**
 * The HTTPS transport against `ssh -D` and shadowsocks-libev: random bytes through SOCKS5 on loopback, every file hashed, throughput and CPU seconds per GB of
 * both ends. Each round measures all tunnels one after the other, and what is compared is the median of the rounds' ratios.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openMarket } from "./lab/market.ts";
import { startOrigin } from "./lab/origin.ts";
import { startShadowsocks, startSsh, type Tunnel } from "./lab/peers.ts";
import { type Measured, measureDownload, measureUpload, type Sample } from "./lab/transfer.ts";
import { type BenchOptions, pairedRow, type Row } from "./row.ts";

const parallel = 8;
const shapes = ["1 stream down", "8 streams down", "1 stream up"] as const;
type Shape = (typeof shapes)[number];

/** A tenth of the demo's middle price: the test deposit lasts for any number of rounds. */
const price = "0.01";

export async function run({ rounds, bytes, seed, say }: BenchOptions): Promise<Row[]> {
  const dir = mkdtempSync("/dev/shm/turnpike-bench-");
  const stops: (() => Promise<void>)[] = [];
  try {
    const origin = await startOrigin(dir);
    stops.push(origin.daemon.stop);
    say("starting the peers and the product");
    const ssh = await startSsh(dir);
    stops.push(ssh.stop);
    const shadowsocks = await startShadowsocks();
    stops.push(shadowsocks.stop);
    const market = await openMarket(join(dir, "market"));
    stops.push(market.close);
    const ours = await market.open(price);
    const tunnels: readonly Tunnel[] = [ours, ssh, shadowsocks];

    const sampleOf = (name: string, size: number): Sample => ({
      name,
      size,
      ...origin.makeFile(name, size, `${seed}/${name}`),
    });
    const whole = sampleOf("whole", bytes);
    const part = sampleOf("part", Math.ceil(bytes / parallel));
    const measure: Record<Shape, (tunnel: Tunnel) => Promise<Measured>> = {
      "1 stream down": (tunnel) => measureDownload(tunnel, origin, whole, 1, dir),
      "8 streams down": (tunnel) => measureDownload(tunnel, origin, part, parallel, dir),
      "1 stream up": (tunnel) => measureUpload(tunnel, origin, whole),
    };
    const results = new Map<string, Measured[]>();
    const key = (shape: Shape, tunnel: Tunnel) => `${shape}/${tunnel.name}`;
    // Round 0 warms everything up, the window of credit included, and is not counted.
    for (let round = 0; round <= rounds; round++) {
      for (const shape of shapes) {
        const first = round % tunnels.length;
        for (const tunnel of [...tunnels.slice(first), ...tunnels.slice(0, first)]) {
          const measured = await measure[shape](tunnel);
          const { gigabitsPerSecond, cpuSecondsPerGB } = measured;
          const figures = `${gigabitsPerSecond.toFixed(2)} Gbit/s, ${cpuSecondsPerGB.toFixed(2)} CPU s/GB`;
          say(`${round === 0 ? "warm-up" : `round ${round}`}  ${shape}  ${tunnel.name}  ${figures}`);
          if (round === 0) continue;
          const list = results.get(key(shape, tunnel)) ?? [];
          results.set(key(shape, tunnel), [...list, measured]);
        }
      }
    }

    const speed = (shape: Shape, tunnel: Tunnel) =>
      (results.get(key(shape, tunnel)) ?? []).map((measured) => measured.gigabitsPerSecond);
    const cpu = (shape: Shape, tunnel: Tunnel) =>
      (results.get(key(shape, tunnel)) ?? []).map((measured) => measured.cpuSecondsPerGB);
    const speedRow = (shape: Shape, peer: Tunnel, atLeast: number) =>
      pairedRow(`${shape}, Gbit/s, against ${peer.name}`, speed(shape, ours), speed(shape, peer), { atLeast });
    return [
      speedRow("1 stream down", ssh, 1.2),
      speedRow("1 stream down", shadowsocks, 1.35),
      speedRow("8 streams down", ssh, 1),
      speedRow("8 streams down", shadowsocks, 1.25),
      speedRow("1 stream up", ssh, 1),
      ...shapes.map((shape) =>
        pairedRow(`${shape}, CPU s/GB both ends, against ${ssh.name}`, cpu(shape, ours), cpu(shape, ssh), {
          atMost: 0.85,
        }),
      ),
    ];
  } finally {
    for (const stop of stops.reverse()) await stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
