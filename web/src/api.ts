/** The reputation API as this page asks it (docs/api.md); its types are those of `turnpike/api`. */

/** A refusal of the API, in its own words. */
export class Refused extends Error {}

export async function ask<T>(path: string): Promise<T> {
  const response = await fetch(path, { headers: { accept: "application/json" } });
  const value: unknown = await response.json().catch(() => undefined);
  if (response.ok) return value as T;
  const { detail } = (value ?? {}) as { detail?: string };
  throw new Refused(detail ?? `the indexer answered ${response.status}; try again`);
}
