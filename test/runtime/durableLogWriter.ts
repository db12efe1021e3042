/** Appends for ever from four writers at once and prints each record once it is acknowledged; killed by the test. */
import { openDurableLog } from "../../runtime/durableLog.ts";

const log = await openDurableLog(process.argv[2] ?? "");
const write = async (writer: number) => {
  for (let at = 0; ; at++) {
    const text = `writer ${writer} record ${at}`;
    await log.append(new TextEncoder().encode(text));
    process.stdout.write(`${text}\n`);
  }
};
await Promise.all([0, 1, 2, 3].map(write));
