/**
 * Signed documents as they are kept in memory by the million: the JSON text, to the byte, in about a third of its room. Long runs of hex digits become
 * bytes, and what all descriptors say becomes one character. Strings of one byte a character are the smallest holders of bytes that V8 has.
 */

/** What is common in descriptors, longest first where one begins like another. A text without them is packed as well, only less. */
const phrases = [
  '{"preset":"web-only","rules":[]}',
  '{"preset":"open","rules":[]}',
  '{"preset":"',
  ',"body":{"endpoint":{"host":"',
  '"transports":["https","wireguard","wireguard+https"],',
  '"transports":["https","wireguard"],',
  '"transports":["https"],',
  '"certificateSha256":"',
  '","pricePerGB":"',
  '"pricePerGB":"',
  '","country":"',
  '","validUntil":',
  ',"capacityMbps":',
  ',"exitPolicy":',
  ',"labAllow":[]',
  '},"signature":"0x',
  '{"node":"0x',
  '","version":"',
  '","port":443},',
  '","port":',
] as const;
/** The first character that stands for a phrase; texts that are packed have none above 0x7e. */
const firstPhrase = 0x80;
const codes = new Map<string, number>(phrases.map((phrase, at) => [phrase, firstPhrase + at]));
/** Followed by the number of bytes and these. */
const hexMark = 0x01;
/** A text that is kept as it is. */
const plainMark = "\u0000";

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
/** Two digits a byte, up to 255 bytes. */
const pieces = new RegExp(`(?:[0-9a-f]{2}){8,255}|${phrases.map(escaped).join("|")}`, "g");
const packable = /^[\x20-\x7e]*$/;

let room = Buffer.alloc(4_096);

export function packText(text: string): string {
  if (!packable.test(text)) return plainMark + text;
  if (room.length < text.length) room = Buffer.alloc(text.length * 2);
  let length = 0;
  let from = 0;
  pieces.lastIndex = 0;
  for (let found = pieces.exec(text); found !== null; found = pieces.exec(text)) {
    const [piece] = found;
    length += room.write(text.slice(from, found.index), length, "latin1");
    const code = codes.get(piece);
    if (code !== undefined) room[length++] = code;
    else {
      room[length++] = hexMark;
      room[length++] = piece.length / 2;
      length += room.write(piece, length, "hex");
    }
    from = pieces.lastIndex;
  }
  length += room.write(text.slice(from), length, "latin1");
  return room.toString("latin1", 0, length);
}

export function unpackText(packed: string): string {
  if (packed.startsWith(plainMark)) return packed.slice(1);
  let text = "";
  for (let at = 0; at < packed.length; ) {
    const code = packed.charCodeAt(at);
    if (code === hexMark) {
      const end = at + 2 + packed.charCodeAt(at + 1);
      text += Buffer.from(packed.slice(at + 2, end), "latin1").toString("hex");
      at = end;
    } else {
      text += code >= firstPhrase ? (phrases[code - firstPhrase] ?? "") : packed.charAt(at);
      at += 1;
    }
  }
  return text;
}
