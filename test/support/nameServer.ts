import { createSocket } from "node:dgram";
import { isIPv4 } from "node:net";

export interface NameServer {
  /** address:port, as a resolver's configuration takes it. */
  readonly address: string;
  /** What was asked, in order: name and type. */
  readonly asked: string[];
  close(): void;
}

const typeA = 1;
const typeCname = 5;
const typeAaaa = 28;

const nameBytes = (name: string): Buffer =>
  Buffer.concat([
    ...name.split(".").map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)])),
    Buffer.of(0),
  ]);

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split(".").map(Number));
  const [left = "", right] = address.split("::");
  const words = (text: string) => (text === "" ? [] : text.split(":").map((word) => Number.parseInt(word, 16)));
  const [head, tail] = [words(left), words(right ?? "")];
  const all = [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
  return Buffer.from(all.flatMap((word) => [word >> 8, word & 255]));
}

function record(name: string, type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([nameBytes(name), fixed, data]);
}

/**
 * A real name server, on loopback unless told otherwise, with answers that a test makes up at the moment of each question: addresses, or `cname:NAME` before them. Nothing lives
 * longer than its answer (TTL 0). A name without answers does not exist.
 */
export async function openNameServer(
  answers: (name: string, type: "A" | "AAAA") => readonly string[],
  at = { address: "127.0.0.1", port: 0 },
): Promise<NameServer> {
  const socket = createSocket("udp4");
  const asked: string[] = [];
  socket.on("message", (query, from) => {
    const labels: string[] = [];
    let at = 12;
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString("latin1", at + 1, at + 1 + length));
      at += 1 + length;
    }
    const name = labels.join(".");
    const question = query.subarray(12, at + 5);
    const wanted = query.readUInt16BE(at + 1);
    const given = wanted === typeA ? answers(name, "A") : wanted === typeAaaa ? answers(name, "AAAA") : [];
    asked.push(`${name} ${wanted === typeA ? "A" : "AAAA"}`);
    let owner = name;
    const records = given.flatMap((answer) => {
      if (answer.startsWith("cname:")) {
        const alias = owner;
        owner = answer.slice(6);
        return [record(alias, typeCname, nameBytes(owner))];
      }
      if (isIPv4(answer) !== (wanted === typeA)) return [];
      return [record(owner, wanted, addressBytes(answer))];
    });
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(given.length === 0 ? 0x8183 : 0x8180, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    socket.send(Buffer.concat([header, question, ...records]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(at.port, at.address, resolve));
  return { address: `${at.address}:${socket.address().port}`, asked, close: () => socket.close() };
}
