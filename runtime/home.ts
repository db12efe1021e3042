import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { CommandIo } from "./command.ts";

/** Where one role keeps its things (a folder; of `indexer-signer`, a file): in TURNPIKE_HOME when it is set, else in ~/.turnpike. */
export const roleDir = (io: CommandIo, role: "client" | "node" | "indexer" | "indexer-signer" | "prober"): string => {
  const home = io.env.TURNPIKE_HOME;
  return home === undefined || home === "" ? join(homedir(), ".turnpike", role) : resolve(io.cwd, home, role);
};
