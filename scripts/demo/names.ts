import { isIPv4 } from "node:net";
import { labAddresses } from "./namespaces.ts";

const typeA = 1;

/** Answers a DNS question (RFC 1035): `web.…` has the address of the lab's internet, and every other name that of whoever asked. */
export function answerTo(question: Buffer, asker: string): Buffer {
  let at = 12;
  const first = question.toString("latin1", at + 1, at + 1 + (question[at] ?? 0));
  while ((question[at] ?? 0) > 0) at += 1 + (question[at] ?? 0);
  const address = first === "web" ? labAddresses.internet4 : asker.replace(/^::ffff:/, "");
  const isAnswered = question.readUInt16BE(at + 1) === typeA && isIPv4(address);
  // Response, recursion available; one question and, of its name, one address that nobody keeps.
  const head = Buffer.from([question[0] ?? 0, question[1] ?? 0, 0x81, 0x80, 0, 1, 0, isAnswered ? 1 : 0, 0, 0, 0, 0]);
  const record = Buffer.from([0xc0, 12, 0, typeA, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split(".").map(Number)]);
  return Buffer.concat([head, question.subarray(12, at + 5), ...(isAnswered ? [record] : [])]);
}
