import { readFile } from "node:fs/promises";
import type { Static, TSchema } from "typebox";
import { Value } from "typebox/value";
import { RuntimeError } from "./errors.ts";
import { writePrivateFile } from "./privateFile.ts";

export const writeJsonAtomic = (path: string, value: unknown): Promise<void> =>
  writePrivateFile(path, `${JSON.stringify(value, null, 2)}\n`);

/** Reads a JSON file and checks it. Codes: `FILE_MISSING`, `CONFIG_UNKNOWN_KEY`, `CONFIG_INVALID`. */
export async function readJson<T extends TSchema>(path: string, schema: T): Promise<Static<T>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new RuntimeError("FILE_MISSING", `cannot read ${path}; check the path`, { path }, { cause });
  }
  return checkJson(path, text, schema);
}

export function checkJson<T extends TSchema>(path: string, text: string, schema: T): Static<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new RuntimeError("CONFIG_INVALID", `${path} is not JSON; mend it or create it again`, { path }, { cause });
  }
  return checkValue(path, value, schema);
}

/** Checks a value against a schema; names the first wrong key and where it came from. */
export function checkValue<T extends TSchema>(source: string, value: unknown, schema: T): Static<T> {
  if (Value.Check(schema, value)) return value as Static<T>;
  const errors = Value.Errors(schema, value);
  const unknown = errors.find((error) => error.keyword === "additionalProperties");
  if (unknown !== undefined) {
    const keys = (unknown.params as { additionalProperties?: string[] }).additionalProperties ?? [];
    throw new RuntimeError(
      "CONFIG_UNKNOWN_KEY",
      `${source} has an unknown key ${keys.map((key) => `"${key}"`).join(", ")}; remove it or mend its spelling`,
      {
        source,
        key: keys[0] ?? "",
      },
    );
  }
  const first = errors[0];
  throw new RuntimeError(
    "CONFIG_INVALID",
    `${source}: ${first?.instancePath || "/"} ${first?.message ?? "has the wrong shape"}; mend this value`,
    {
      source,
      at: first?.instancePath ?? "/",
    },
  );
}
