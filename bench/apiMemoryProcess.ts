/** A process of its own for bench/apiMemory.ts: `NODES SEED`; prints its resident memory and the peak of it in MiB as JSON. */
import { readFileSync } from "node:fs";
import { systemClock } from "../runtime/clock.ts";
import { residentMebibytes } from "./lab/cpuTime.ts";
import { openMadeApi } from "./madeApi.ts";
import { madeNodes } from "./madeNodes.ts";

const [count = "", seed = ""] = process.argv.slice(2);
const { app, state, close } = await openMadeApi(madeNodes(seed, Number(count)), systemClock);
for (const block of [2, 3]) {
  state.advance(block, `0x${String(block).repeat(64)}`, true);
  for (const url of ["/v1/nodes", "/v1/nodes?sort=price&country=NL", "/v1/stats", "/v1/select?maxPrice=200000"]) {
    const answer = await app.inject(url);
    if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}`);
  }
}
const resident = residentMebibytes(process.pid);
const peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 1_024;
process.stdout.write(JSON.stringify({ resident, peak }));
await close();
