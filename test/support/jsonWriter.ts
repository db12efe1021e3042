/** Writes a JSON file over and over, each time whole; killed by the test. */
import { writeJsonAtomic } from "../../runtime/jsonFile.ts";

const path = process.argv[2] ?? "";
for (let at = 1; ; at++) {
  await writeJsonAtomic(path, { at, filler: "x".repeat(20_000), again: at });
  process.stdout.write(`${at}\n`);
}
