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

/** What a tunnel changes on this machine, written down before it does: whoever cleans up after a crash reads it. */
const TracesJson = Type.Object(
  {
    interfaceName: Type.String({ pattern: "^[a-z][a-z0-9]{0,14}$" }),
    resolverFile: Type.String({ minLength: 1, maxLength: 4_096 }),
    resolverBefore: Type.String({ maxLength: 65_536 }),
    resolverKeeper: Type.Union([Type.Literal("systemd-resolved"), Type.Literal("resolvconf"), Type.Literal("file")]),
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

/** Undoes everything, the kill switch last: until then nothing goes past the tunnel. */
export async function removeTraces(path: string, traces: Traces): Promise<void> {
  const { interfaceName, resolverFile, resolverBefore, resolverKeeper } = traces;
  await restoreResolver({ interfaceName, file: resolverFile, before: resolverBefore, keeper: resolverKeeper });
  await removeInterface(interfaceName);
  await removeInterface(entryInterface(interfaceName));
  await removeRoutes();
  await removeThrough();
  await runProgram("nft", ["-f", "-"], `${removeGuard(interfaceName).replaceAll("; ", "\n")}\n`);
  await rm(path, { force: true });
}
