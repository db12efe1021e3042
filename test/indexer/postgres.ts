import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../support/run.ts";

const installed = "/usr/lib/postgresql";

/** The folder of the newest installed PostgreSQL's programs; undefined where there is none. */
function programs(): string | undefined {
  if (!existsSync(installed)) return undefined;
  const versions = readdirSync(installed).sort((a, b) => Number(b) - Number(a));
  return versions
    .map((version) => join(installed, version, "bin"))
    .find((folder) => existsSync(join(folder, "initdb")));
}

/** Why the tests on PostgreSQL cannot run here; undefined where they can. With TURNPIKE_NO_SKIP=1 they run, and fail, all the same. */
export function postgresMissing(): string | undefined {
  if (programs() !== undefined || process.env.TURNPIKE_NO_SKIP === "1") return undefined;
  return "PostgreSQL is not installed; apt-get install postgresql";
}

/** The server refuses to be root, so root hands it to another user. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const numbers = ["-u", "-g"].map((flag) => Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout));
  const [uid = 65_534, gid = 65_534] = numbers.map((number) => (number > 0 ? number : 65_534));
  return { uid, gid };
}

export interface Postgres {
  /** A new empty database. */
  database(name: string): Promise<string>;
  /** Ends the server at once, as a crash would, and brings it back. */
  crashAndRestart(): Promise<void>;
  close(): Promise<void>;
}

/** A PostgreSQL of its own in a temporary folder, reachable by a socket there only: no port, nothing shared. */
export async function startPostgres(): Promise<Postgres> {
  const bin = programs();
  if (bin === undefined) throw new Error("PostgreSQL is not installed; apt-get install postgresql");
  const dir = mkdtempSync(join(tmpdir(), "turnpike-postgres-"));
  const data = join(dir, "data");
  mkdirSync(data, { mode: 0o700 });
  const user = serverUser();
  if (user !== undefined) for (const path of [dir, data]) chownSync(path, user.uid, user.gid);

  const call = (program: string, args: readonly string[]): Promise<void> =>
    new Promise((resolve, reject) => {
      // `pg_ctl start` leaves the server behind with the streams it was given; they must not be pipes that somebody waits for.
      const child = spawn(join(bin, program), [...args], { cwd: dir, stdio: "ignore", ...user });
      child.on("error", reject);
      child.on("close", (code) => {
        if (code === 0) resolve();
        else reject(new Error(`${program} ended with ${code}: ${logOf(dir)}`));
      });
    });
  const start = () =>
    call("pg_ctl", [
      ...["start", "-w", "-t", "60", "-D", data, "-l", join(dir, "log")],
      ...["-o", `-c listen_addresses='' -c unix_socket_directories='${dir}' -c fsync=off -c shared_buffers=32MB`],
    ]);
  await call("initdb", ["-D", data, "-U", "turnpike", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]);
  await start();
  return {
    database: async (name) => {
      const made = await run(join(bin, "createdb"), ["-h", dir, "-U", "turnpike", name]);
      if (made.code !== 0) throw new Error(made.stderr);
      return `postgresql://turnpike@localhost/${name}?host=${encodeURIComponent(dir)}`;
    },
    crashAndRestart: async () => {
      await call("pg_ctl", ["stop", "-w", "-D", data, "-m", "immediate"]);
      await start();
    },
    close: async () => {
      await call("pg_ctl", ["stop", "-w", "-D", data, "-m", "immediate"]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const logOf = (dir: string): string => {
  const path = join(dir, "log");
  return existsSync(path) ? readFileSync(path, "utf8").slice(-2_000) : "no log";
};
