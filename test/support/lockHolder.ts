/** Tries to take a lock, says `held` or the error's code, and keeps what it has until it is killed. */
import { CodedError } from "../../protocol/errors.ts";
import { lockForProcess } from "../../runtime/processLock.ts";

try {
  await lockForProcess(process.argv[2] ?? "");
  process.stdout.write("held\n");
  setInterval(() => {}, 60_000);
} catch (error) {
  process.stdout.write(`${error instanceof CodedError ? error.code : String(error)}\n`);
}
