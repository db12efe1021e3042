/** One block of a server-sent stream (WHATWG HTML, 9.2). */
interface Block {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
  readonly retry: number | undefined;
}

/** Cuts a text that comes in pieces into blocks; what is not finished waits for the next piece. */
export class EventParser {
  #rest = "";

  push(piece: string): Block[] {
    const blocks = (this.#rest + piece).split(/\r\n\r\n|\n\n|\r\r/);
    this.#rest = blocks.pop() ?? "";
    return blocks.map(parse);
  }
}

function parse(text: string): Block {
  let id: string | undefined;
  let event = "message";
  let retry: number | undefined;
  const data: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    const [, field, value = ""] = /^(\w+):? ?(.*)$/.exec(line) ?? [];
    if (field === "id") id = value;
    else if (field === "event") event = value;
    else if (field === "data") data.push(value);
    else if (field === "retry" && /^\d+$/.test(value)) retry = Number(value);
  }
  return { id, event, data: data.join("\n"), retry };
}
