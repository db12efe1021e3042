import type { Command } from "commander";
import { answer, type CommandIo, printJson, runCommand } from "../../runtime/command.ts";
import { ClientError } from "../errors.ts";
import { clientFiles } from "../files.ts";
import { askLocalApi, hasTunnelClient } from "../localApi.ts";
import { readTraces, removeTraces } from "../tunnel/traces.ts";
import { type ClientFlags, clientDir, clientVerb } from "./options.ts";

/** Undoes what a tunnel of this folder changed; says whether there was anything. */
async function cleanUp(io: CommandIo, flags: ClientFlags, asked: boolean): Promise<void> {
  const { tunnel } = clientFiles(clientDir(io, flags));
  const traces = await readTraces(tunnel);
  if (traces !== undefined) await removeTraces(tunnel, traces);
  const open = asked || traces !== undefined;
  if (flags.json === true) printJson(io, { unblocked: open });
  else answer(io, open ? "the machine is open: traffic leaves in clear" : "nothing was blocked from this folder");
}

/** A client that lives would go on without its kill switch, or put everything back that is removed here. Code: `CLIENT_RUNNING`. */
async function requireNoClient(socket: string, advice: string): Promise<void> {
  if (await hasTunnelClient(socket))
    throw new ClientError("CLIENT_RUNNING", `a client of this folder still looks after its tunnel; ${advice}`);
}

const endItFirst =
  "if it does not end in order, end its process (kill -9: the machine stays closed), then run: turnpike unblock";

/** `turnpike disconnect`: asks the running tunnel to pay and end, and removes what it changed. */
export function disconnectCommand(io: CommandIo): Command {
  return clientVerb("disconnect", "end a whole-machine tunnel and open the machine again").action(
    (flags: ClientFlags) =>
      runCommand(io, flags, async () => {
        const { socket } = clientFiles(clientDir(io, flags));
        const asked = await askLocalApi(socket, "/disconnect").then(
          () => true,
          // Nobody runs: there may still be something to clean up.
          () => false,
        );
        if (!asked) await requireNoClient(socket, endItFirst);
        await cleanUp(io, flags, asked);
      }),
  );
}

/** `turnpike unblock`: the way out when the client is gone and its kill switch is not. */
export function unblockCommand(io: CommandIo): Command {
  return clientVerb("unblock", "open the machine after a tunnel that ended without it").action((flags: ClientFlags) =>
    runCommand(io, flags, async () => {
      await requireNoClient(clientFiles(clientDir(io, flags)).socket, `run: turnpike disconnect; ${endItFirst}`);
      await cleanUp(io, flags, false);
    }),
  );
}
