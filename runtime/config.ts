import type { Static, TObject } from "typebox";
import { RuntimeError } from "./errors.ts";
import { checkValue } from "./jsonFile.ts";

type Values = Readonly<Record<string, unknown>>;

/** pricePerGB is PRICE_PER_GB: capitals that stand together stay together. */
const variableOf = (key: string): string => key.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();

/**
 * Resolves a configuration once: flag over environment over file over default. Environment names are `${prefix}${KEY_IN_UPPER_SNAKE}`. Unknown keys of
 * the file and unknown names under the prefix are refused. Codes: `CONFIG_UNKNOWN_KEY`, `CONFIG_INVALID`.
 */
export function resolveConfig<T extends TObject>(options: {
  readonly schema: T;
  readonly source: string;
  readonly flags: Values;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly envPrefix: string;
  readonly file: Values;
  readonly defaults: Values;
}): Static<T> {
  const { schema, env, envPrefix } = options;
  const merged: Record<string, unknown> = { ...options.defaults, ...options.file };
  const unknown = new Set(Object.keys(env).filter((name) => name.startsWith(envPrefix)));
  const used: string[] = [];
  for (const [key, wanted] of Object.entries(schema.properties)) {
    const name = `${envPrefix}${variableOf(key)}`;
    unknown.delete(name);
    const given = env[name];
    const flag = options.flags[key];
    if (flag !== undefined) merged[key] = flag;
    else if (given !== undefined) {
      used.push(name);
      merged[key] = "type" in wanted && wanted.type === "string" ? given : parsed(given);
    }
  }
  for (const name of unknown)
    throw new RuntimeError(
      "CONFIG_UNKNOWN_KEY",
      `the environment has ${name}, which is no setting; unset it or mend its spelling`,
      { source: "environment", key: name },
    );
  return checkValue([options.source, ...used].join(" with "), merged, schema);
}

/** An environment value is JSON where it reads as JSON (numbers, lists), else text. */
function parsed(text: string): unknown {
  if (!/^(\[|\{|true$|false$|-?\d+$)/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON after all: it is meant as text, and the schema judges it.
    return text;
  }
}
