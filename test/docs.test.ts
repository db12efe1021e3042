/** What the documents say of the code, held against the code. */
import { readFileSync } from "node:fs";
import { Interface, type InterfaceAbi } from "ethers";
import { describe, expect, it } from "vitest";
import { contractRefusals } from "../chain/contractRefusals.ts";
import { nodeRegistryAbi, paymentChannelsAbi } from "../chain/contracts.generated.ts";
import { chainErrors } from "../chain/errors.ts";
import { NetworkJson } from "../chain/network.ts";
import { type ChainProfile, profiles } from "../chain/profiles.ts";
import { connectCommand } from "../client/commands/connect.ts";
import { clientErrors } from "../client/errors.ts";
import { clientFiles } from "../client/files.ts";
import { indexerErrors } from "../indexer/errors.ts";
import { NodeConfigJson } from "../node/config.ts";
import { nodeErrors } from "../node/errors.ts";
import * as constants from "../protocol/constants.ts";
import { type MessageName, messageTypes, typeString } from "../protocol/eip712.ts";
import { type ErrorRow, protocolErrors } from "../protocol/errors.ts";
import { faultRow } from "../runtime/command.ts";
import { runtimeErrors } from "../runtime/errors.ts";
import { commandIo } from "./support/market.ts";
import { kindText, named, wireText } from "./support/wireText.ts";

const document = (name: string): string => readFileSync(new URL(`../docs/${name}`, import.meta.url), "utf8");
const errors = document("errors.md");

describe("docs/errors.md", () => {
  const rooms: Readonly<Record<string, ErrorRow>>[] = [
    ...[protocolErrors, runtimeErrors, chainErrors, nodeErrors, clientErrors, indexerErrors, { FAULT: faultRow }],
  ];
  const listed = [...errors.matchAll(/^\| `([A-Z_]+)` \| (\d) \| (.+) \| (.+) \|$/gm)];

  it("lists every code of every room, and no other, once", () => {
    const codes = [...new Set(rooms.flatMap((room) => Object.keys(room)))].sort();
    expect(listed.map(([, code]) => code).sort()).toEqual(codes);
  });

  it("gives each code the exit code that the process ends with", () => {
    for (const [, code = "", exit] of listed)
      for (const room of rooms)
        if (room[code] !== undefined) expect(`${code} ${room[code].exitCode}`).toBe(`${code} ${exit}`);
  });

  it("explains every refusal of the contracts in the words of the message", () => {
    const names = [...nodeRegistryAbi, ...paymentChannelsAbi].flatMap((entry) =>
      entry.type === "error" ? [entry.name] : [],
    );
    const explained = [...errors.matchAll(/^\| `(\w+)` \| ([^|]+) \|$/gm)].map(([, name, says]) => [name, says]);
    expect(Object.fromEntries(explained)).toEqual(contractRefusals);
    for (const name of names) expect(contractRefusals).toHaveProperty(name);
  });
});

it("docs/operator.md names every key of node.json", () => {
  const named = [...document("operator.md").matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key);
  expect(named).toEqual(Object.keys(NodeConfigJson.properties));
});

describe("docs/client.md", () => {
  const client = document("client.md");
  /** What stands in backticks in the first column of the table that begins with this line. */
  const firstColumn = (head: string): string[] => {
    const [, table = ""] = client.split(`\n${head}`);
    const [body = ""] = table.split("\n\n");
    return [...body.matchAll(/^\|([^|]*)\|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
    );
  };

  it("names every option of connect, and no other, once", () => {
    const options = connectCommand(commandIo("/").io).options.map(({ long }) => long);
    expect(firstColumn("| option of `connect` | what it does |\n").sort()).toEqual(options.sort());
  });

  it("names every file of the client's folder, and no other, once", () => {
    const files = Object.values(clientFiles("/")).map((path) => path.slice(1));
    const named = firstColumn("| file | what | if lost |\n").map((name) => name.replace(/\/$/, ""));
    expect(named.sort()).toEqual(files.sort());
  });
});

/** What other implementations are written from: what it lists is what the code does, to the letter. */
const protocol = document("protocol.md");
/** The body of a chapter, up to the next one of its level or above. */
const chapter = (title: string): string => {
  const [, after] = protocol.split(`\n${title}\n`);
  if (after === undefined) throw new Error(`docs/protocol.md has no chapter ${title}`);
  return after.split(/^##? |^### /m)[0] ?? "";
};
const fenced = (body: string): string[] =>
  [...body.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? "");
const linesOf = (block: string | undefined): string[] => (block ?? "").split("\n").filter((line) => line !== "");
const rows = (body: string): string[][] =>
  [...body.matchAll(/^\| (?!---)(.+) \|$/gm)].map(([, row = ""]) => row.split(/(?<!\\) \| /));

describe("docs/protocol.md", () => {
  it("has every signed message's type string, under its domain", () => {
    const listed = linesOf(fenced(chapter("## Signed messages (EIP-712)"))[0]).map((line) => line.split(/ {3,}/)[0]);
    expect(listed).toEqual((Object.keys(messageTypes) as MessageName[]).map(typeString));
  });

  it("has every function, event and error of both contracts", () => {
    for (const [at, abi] of [paymentChannelsAbi, nodeRegistryAbi].entries()) {
      const own = new Interface(abi as unknown as InterfaceAbi).format(false);
      const expected = new Set(own.filter((line) => !line.startsWith("constructor")));
      expect(linesOf(fenced(chapter("## Contracts"))[at]).sort()).toEqual([...expected].sort());
    }
  });

  it("has every key of every message, with its kind", () => {
    const listed = linesOf(fenced(chapter("### Messages"))[0]);
    expect(listed).toEqual(Object.entries(named).map(([name, schema]) => `${name} = ${wireText(schema, true)}`));
  });

  it("has the pattern of every kind of text", () => {
    const listed = new Map(
      rows(chapter("### Messages")).map(([kind = "", is = ""]) => [kind, is.replaceAll("\\|", "|")]),
    );
    expect(kindText.size).toBeGreaterThan(5);
    for (const [kind, pattern] of kindText) expect(listed.get(kind)).toContain(pattern);
  });

  it("has what each profile of a chain means for money", () => {
    const table = rows(chapter("## Definitions"));
    const [head = [], ...listed] = table.slice(table.findIndex((row) => row.includes("marginSeconds")));
    const cell = (profile: ChainProfile, key: string) => (key === "profile" ? profile.name : profile[key as "name"]);
    const expected = Object.values(profiles).map((profile) => head.map((key) => String(cell(profile, key))));
    expect(expected.length).toBeGreaterThan(3);
    expect(listed).toEqual(expected);
  });

  it("has every number of the specification and of the choices", () => {
    const listed = rows(chapter("## Numbers")).filter(([what]) => what !== "what");
    const scalars = Object.entries(constants).filter(
      ([, value]) => typeof value !== "object" && typeof value !== "string",
    );
    expect(listed.sort()).toEqual(scalars.map(([name, value]) => [name, String(value)]).sort());
  });

  it("gives each code of the wire the status and the retryability that it is sent with", () => {
    const known: Record<string, ErrorRow> = { ...protocolErrors, ...nodeErrors, ...chainErrors };
    const listed = rows(chapter("## Errors")).filter(([code]) => code !== "code");
    expect(listed.length).toBeGreaterThan(20);
    for (const [code = "", status, retryable] of listed) {
      const row = known[code.replaceAll("`", "")];
      expect([code, status, retryable]).toEqual([code, String(row?.httpStatus), row?.retryable ? "yes" : "no"]);
    }
  });

  it("shows the network file with the keys that it has", () => {
    const shown = JSON.parse(fenced(chapter("## The network"))[0] ?? "{}") as Record<string, unknown>;
    expect(Object.keys(shown).sort()).toEqual(Object.keys(NetworkJson.properties).sort());
    expect(Object.keys(shown.token as object).sort()).toEqual(
      Object.keys(NetworkJson.properties.token.properties).sort(),
    );
  });
});
