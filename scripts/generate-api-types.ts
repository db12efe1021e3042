/**
 * Writes api/types.generated.ts: the API's schemas as plain TypeScript, so that who uses `turnpike/api` needs no schema library. `--check` changes nothing
 * and fails when the file is stale.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as epochs from "../indexer/api/epochSchemas.ts";
import * as schemas from "../indexer/api/schemas.ts";
import { eventSchemas } from "../indexer/eventSchemas.ts";
import { CommitmentJson, ProbeJson } from "../protocol/probe.ts";
import { AttestationJson, DescriptorJson } from "../protocol/wire.ts";

/** The part of JSON Schema that the API's schemas use. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema | readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[] | undefined;
}

const target = fileURLToPath(new URL("../api/types.generated.ts", import.meta.url));
const named: Readonly<Record<string, Schema>> = {
  Descriptor: DescriptorJson,
  Attestation: AttestationJson,
  ProbeCommitment: CommitmentJson,
  Probe: ProbeJson,
  Node: schemas.NodeJson,
  ListQuery: schemas.ListQueryJson,
  NodeList: schemas.ListJson,
  Reputation: schemas.ReputationJson,
  HistoryQuery: epochs.HistoryQueryJson,
  History: epochs.HistoryJson,
  Channels: schemas.ChannelsJson,
  Stats: schemas.StatsJson,
  SelectQuery: schemas.SelectQueryJson,
  Selection: schemas.SelectJson,
  EpochsQuery: epochs.EpochsQueryJson,
  Epoch: epochs.EpochJson,
  Epochs: epochs.EpochsJson,
  InputsQuery: epochs.InputsQueryJson,
  Proof: epochs.ProofJson,
  Accepted: schemas.AcceptedJson,
  Health: schemas.HealthJson,
  ProblemDocument: schemas.ProblemJson,
  ProblemType: schemas.ProblemTypeJson,
  ProblemTypes: schemas.ProblemTypesJson,
};
const bare = (schema: Schema): string => JSON.stringify({ ...schema, description: undefined });
const names = new Map(Object.entries(named).map(([name, schema]) => [bare(schema), name]));

/** A schema as a type; one that has a name is called by it. */
function typeOf(schema: Schema, own?: string): string {
  const name = names.get(bare(schema));
  if (name !== undefined && name !== own) return name;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf !== undefined) return schema.anyOf.map((choice) => typeOf(choice)).join(" | ");
  if (schema.type === "array") {
    if (Array.isArray(schema.items)) return `readonly [${schema.items.map((item) => typeOf(item)).join(", ")}]`;
    const item = typeOf(schema.items as Schema);
    return `readonly ${/[|]/.test(item) && !item.startsWith("{") ? `(${item})` : item}[]`;
  }
  if (schema.type === "object") return objectOf(schema.properties ?? {}, schema.required ?? []);
  if (schema.type === "integer") return "number";
  if (["string", "number", "boolean", "null"].includes(schema.type ?? "")) return schema.type ?? "";
  throw new Error(`no type for ${JSON.stringify(schema)}`);
}

function objectOf(properties: Readonly<Record<string, Schema>>, required: readonly string[]): string {
  const fields = Object.entries(properties);
  if (fields.length === 0) return "Readonly<Record<string, unknown>>";
  const lines = fields.map(([key, schema]) => {
    const comment = schema.description === undefined ? "" : `/** ${schema.description} */\n`;
    const type = typeOf(schema);
    return `${comment}readonly ${key}${required.includes(key) ? `: ${type}` : `?: ${type} | undefined`};`;
  });
  return `{\n${lines.join("\n")}\n}`;
}

function indented(text: string): string {
  let depth = 0;
  return text
    .split("\n")
    .map((line) => {
      if (/^[})]/.test(line)) depth -= 1;
      const shown = "  ".repeat(depth) + line;
      if (line.endsWith("{")) depth += 1;
      return shown;
    })
    .join("\n");
}

const types = Object.entries(named).map(([name, schema]) => `export interface ${name} ${typeOf(schema, name)}`);
const events = Object.entries(eventSchemas).map(
  ([name, schema]) => `({ readonly type: "${name}" } & ${typeOf(schema as Schema)})`,
);
const text = `/* Written by scripts/generate-api-types.ts from the API's schemas; do not edit. */\n${[
  ...types.map(indented),
  `export type FeedEvent =\n${indented(events.map((event) => `| ${event}`).join("\n"))};`,
].join("\n\n")}\n`;

if (!process.argv.includes("--check")) {
  writeFileSync(target, text);
  console.log("wrote api/types.generated.ts");
} else if (readFileSync(target, "utf8") !== text) {
  console.error("api/types.generated.ts is stale; run: node scripts/generate-api-types.ts");
  process.exit(1);
}
