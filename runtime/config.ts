import type { Static, TObject } from "typebox";
import { checkValue } from "./jsonFile.ts";

type Values = Readonly<Record<string, unknown>>;

/**
 * Resolves a configuration once: flag over environment over file over default. Environment names are `${prefix}${KEY_IN_UPPER_SNAKE}`. Unknown keys of
 * the file are refused. Codes: `CONFIG_UNKNOWN_KEY`, `CONFIG_INVALID`.
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
  const merged: Record<string, unknown> = { ...options.defaults, ...options.file };
  for (const key of Object.keys(options.schema.properties)) {
    const fromEnv = options.env[`${options.envPrefix}${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`];
    if (fromEnv !== undefined) merged[key] = parsed(fromEnv);
    const flag = options.flags[key];
    if (flag !== undefined) merged[key] = flag;
  }
  return checkValue(options.source, merged, options.schema);
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
