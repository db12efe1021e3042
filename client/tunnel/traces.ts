import { rm } from "node:fs/promises";
import { type Static, Type } from "typebox";
import { readJson, writeJsonAtomic } from "../../runtime/jsonFile.ts";
import { runProgram } from "../../runtime/program.ts";
import { removeInterface } from "../../runtime/wireguard/open.ts";
import { entryInterface } from "./entryLink.ts";
import { removeGuard } from "./guardRules.ts";
import { restoreResolver } from "./resolver.ts";
import { removeRoutes } from "./routes.ts";
import { removeThrough } from "./throughRoutes.ts";

/** Names of interfaces that the kernel, nft and ip take without quotes, with room for one letter more: the entry's. */
export const interfacePattern = "^[a-z][a-z0-9]{0,13}$";

const change = {
  interfaceName: Type.String({ pattern: interfacePattern }),
  resolverFile: Type.String({ minLength: 1, maxLength: 4_096 }),
  resolverBefore: Type.String({ maxLength: 65_536 }),
  resolverKeeper: Type.Union([Type.Literal("systemd-resolved"), Type.Literal("resolvconf"), Type.Literal("file")]),
};
const ChangeJson = Type.Object(change, { additionalProperties: false });
export type Change = Static<typeof ChangeJson>;

/** What a tunnel changes on this machine, written down before it does: whoever cleans up after a crash reads it. */
const TracesJson = Type.Object(
  {
    ...change,
    /** What crashed tunnels of other names had changed, as long as it is not undone. */
    earlier: Type.Optional(Type.Array(ChangeJson, { maxItems: 16 })),
    /** Where chain and indexers are: a closed machine cannot ask. */
    names: Type.Optional(
      Type.Array(
        Type.Object({
          name: Type.String({ minLength: 1, maxLength: 255 }),
          addresses: Type.Array(Type.String({ minLength: 2, maxLength: 45 }), { maxItems: 64 }),
        }),
        { maxItems: 64 },
      ),
    ),
  },
  { additionalProperties: false },
);
export type Traces = Static<typeof TracesJson>;

export const keepTraces = (path: string, traces: Traces): Promise<void> => writeJsonAtomic(path, traces);

/** What an earlier tunnel left behind; undefined when it left nothing. */
export const readTraces = (path: string): Promise<Traces | undefined> =>
  readJson(path, TracesJson).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "FILE_MISSING") return undefined;
    throw error;
  });

/** Every change that these traces tell of, the last one first. */
export function changesOf(traces: Traces | undefined): readonly Change[] {
  if (traces === undefined) return [];
  const { earlier = [], names: _, ...last } = traces;
  return [last, ...earlier];
}

/** Undoes everything, the kill switch last: until then nothing goes past the tunnel. */
export async function removeTraces(path: string, traces: Traces): Promise<void> {
  const changes = changesOf(traces);
  for (const change of changes) await undo(change);
  await removeRoutes();
  await removeThrough();
  await removeGuards(changes);
  await rm(path, { force: true });
}

/** Undoes what earlier tunnels changed and the one that is about to begin does not take over; its own kill switch stands already. */
export async function removeEarlier(earlier: readonly Change[], now: Change): Promise<void> {
  for (const change of earlier) await undo(change);
  await removeGuards(earlier.filter(({ interfaceName }) => interfaceName !== now.interfaceName));
}

async function undo({ interfaceName, resolverFile, resolverBefore, resolverKeeper }: Change): Promise<void> {
  await restoreResolver({ interfaceName, file: resolverFile, before: resolverBefore, keeper: resolverKeeper });
  await removeInterface(interfaceName);
  await removeInterface(entryInterface(interfaceName));
}

async function removeGuards(changes: readonly Change[]): Promise<void> {
  const lines = changes.map(({ interfaceName }) => `${removeGuard(interfaceName).replaceAll("; ", "\n")}\n`);
  if (lines.length > 0) await runProgram("nft", ["-f", "-"], lines.join(""));
}
