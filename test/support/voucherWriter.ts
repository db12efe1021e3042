/** Keeps vouchers of three payers for ever and prints each sum once it is acknowledged; killed by the test. A second argument is the size from which the log is shortened. */
import { openFileVoucherStore } from "../../node/vouchers/fileStore.ts";
import { parseAddress } from "../../protocol/ids.ts";
import { tokenAmount } from "../../protocol/units.ts";

const [path = "", leastBytes] = process.argv.slice(2);
const node = parseAddress(`0x${"9".repeat(40)}`);
const store = await openFileVoucherStore(path, node, leastBytes === undefined ? undefined : Number(leastBytes));
const keep = async (digit: string) => {
  const payer = parseAddress(`0x${digit.repeat(40)}`);
  for (let sum = (store.best(payer)?.cumulative ?? 0n) + 1n; ; sum++) {
    const signature = `0x${digit.repeat(128)}1b` as const;
    await store.keep({
      node,
      payer,
      cumulative: tokenAmount(sum),
      signature,
      checked: true,
    });
    process.stdout.write(`${digit} ${sum}\n`);
  }
};
await Promise.all(["1", "2", "3"].map(keep));
