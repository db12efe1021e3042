/** Set for the process that follows, so that it never starts another: a loader in secure mode takes the settings of malloc away again. */
const mark = "TURNPIKE_RESTARTED";

/**
 * Starts this program again in its own place (same process id, arguments, terminal), once, with glibc told to give freed memory back. Compiling JavaScript
 * takes some twenty MiB on other threads at the start, and what malloc has raised its threshold to by then is never trimmed: that is a sixth of an idle
 * daemon. The setting is read before main(), so a program cannot set it for itself. Does nothing where there is no glibc to be told or no way to do it.
 */
export function restartWithTrimmedMemory(): void {
  const { execve } = process as Partial<typeof process>;
  const { env } = process;
  if (process.platform !== "linux" || execve === undefined) return;
  if (env[mark] !== undefined || env.MALLOC_TRIM_THRESHOLD_ !== undefined) return;
  const args = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  execve.call(process, process.execPath, args, { ...env, [mark]: "1", MALLOC_TRIM_THRESHOLD_: String(128 * 1024) });
}
