/** Writes tables of addresses by country in MaxMind's format, version 2.0 (https://maxmind.github.io/MaxMind-DB/), for the addresses of a test machine. */
import { writeFileSync } from "node:fs";

const text = (value: string): Buffer => Buffer.concat([Buffer.of((2 << 5) | value.length), Buffer.from(value)]);
const map = (entries: Readonly<Record<string, Buffer>>): Buffer =>
  Buffer.concat([
    Buffer.of((7 << 5) | Object.keys(entries).length),
    ...Object.entries(entries).flatMap(([key, value]) => [text(key), value]),
  ]);
/** uint16 (5), uint32 (6); uint64 (9) and arrays (11) are extended types. */
const uint = (type: 5 | 6, size: number, value: number): Buffer => {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return Buffer.concat([Buffer.of((type << 5) | size), bytes]);
};
const uint64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return Buffer.concat([Buffer.of(8, 9 - 7), bytes]);
};

/** One IPv4 network, such as 127.0.0.0/8, in one country. */
export function writeCountryTable(file: string, network: string, country: string): void {
  const [address = "", length = "0"] = network.split("/");
  const bits = address
    .split(".")
    .map((part) => Number(part).toString(2).padStart(8, "0"))
    .join("")
    .slice(0, Number(length));
  const count = bits.length;
  const tree = Buffer.alloc(count * 6);
  for (const [at, bit] of [...bits].entries()) {
    // The last branch leads to the first record of the data, all others to the next node or to nothing.
    const onward = at === count - 1 ? count + 16 : at + 1;
    tree.writeUIntBE(bit === "0" ? onward : count, at * 6, 3);
    tree.writeUIntBE(bit === "1" ? onward : count, at * 6 + 3, 3);
  }
  const metadata = map({
    binary_format_major_version: uint(5, 2, 2),
    binary_format_minor_version: uint(5, 2, 0),
    build_epoch: uint64(1_790_000_000),
    database_type: text("test"),
    description: map({}),
    ip_version: uint(5, 2, 4),
    languages: Buffer.of(0, 11 - 7),
    node_count: uint(6, 4, count),
    record_size: uint(5, 2, 24),
  });
  const start = Buffer.from("abcdef4d61784d696e642e636f6d", "hex");
  writeFileSync(file, Buffer.concat([tree, Buffer.alloc(16), map({ country_code: text(country) }), start, metadata]));
}
