/** What the documents say of the code, held against the code. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contractRefusals } from "../chain/contractRefusals.ts";
import { nodeRegistryAbi, paymentChannelsAbi } from "../chain/contracts.generated.ts";
import { chainErrors } from "../chain/errors.ts";
import { clientErrors } from "../client/errors.ts";
import { indexerErrors } from "../indexer/errors.ts";
import { NodeConfigJson } from "../node/config.ts";
import { nodeErrors } from "../node/errors.ts";
import { type ErrorRow, protocolErrors } from "../protocol/errors.ts";
import { faultRow } from "../runtime/command.ts";
import { runtimeErrors } from "../runtime/errors.ts";

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
