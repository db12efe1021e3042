import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";

const installed = "/usr/lib/postgresql";
const [mainPort, copyPort] = [5_432, 5_433];

/** The folder of the newest installed PostgreSQL's programs; undefined where there is none. */
function programs(): string | undefined {
  if (!existsSync(installed)) return undefined;
  const versions = readdirSync(installed).sort((a, b) => Number(b) - Number(a));
  return versions
    .map((version) => join(installed, version, "bin"))
    .find((folder) => existsSync(join(folder, "initdb")));
}

/** Why what needs PostgreSQL cannot run here; undefined where it can. With TURNPIKE_NO_SKIP=1 it runs, and fails, all the same. */
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

/** A streaming copy of a server, to read from. */
export interface Copy {
  /** URL of a database of the server, as the copy has it. */
  url(name: string): string;
  /** From now on it stays where it is, however much the server writes. */
  stand(): Promise<void>;
  goOn(): Promise<void>;
}

export interface Postgres {
  /** A new empty database. */
  database(name: string): Promise<string>;
  /** Starts a copy of everything; once. It ends with the server. */
  copy(): Promise<Copy>;
  /** Ends the server at once, as a crash would, and brings it back. */
  crashAndRestart(): Promise<void>;
  close(): Promise<void>;
}

/** A PostgreSQL of its own in a temporary folder, reachable by a socket there only: no port, nothing shared. */
export async function startPostgres(): Promise<Postgres> {
  const bin = programs();
  if (bin === undefined) throw new Error("PostgreSQL is not installed; apt-get install postgresql");
  const dir = mkdtempSync(join(tmpdir(), "turnpike-postgres-"));
  const [data, copied] = [join(dir, "data"), join(dir, "copy")];
  const user = serverUser();
  for (const folder of [data, copied]) mkdirSync(folder, { mode: 0o700 });
  if (user !== undefined) for (const path of [dir, data, copied]) chownSync(path, user.uid, user.gid);

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
  const start = (folder: string, port: number) =>
    call("pg_ctl", [
      ...["start", "-w", "-t", "60", "-D", folder, "-l", join(dir, "log")],
      ...[
        "-o",
        `-c listen_addresses='' -c unix_socket_directories='${dir}' -c port=${port} -c fsync=off -c shared_buffers=32MB`,
      ],
    ]);
  const stop = (folder: string) => call("pg_ctl", ["stop", "-w", "-D", folder, "-m", "immediate"]);
  const urlOf = (name: string, port: number) =>
    `postgresql://turnpike@localhost:${port}/${name}?host=${encodeURIComponent(dir)}`;
  const say = async (port: number, sql: string): Promise<void> => {
    const client = new Client({ connectionString: urlOf("postgres", port) });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await call("initdb", ["-D", data, "-U", "turnpike", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]);
  await start(data, mainPort);
  let copying = false;
  return {
    database: async (name) => {
      await say(mainPort, `CREATE DATABASE "${name}"`);
      return urlOf(name, mainPort);
    },
    copy: async () => {
      const from = ["-h", dir, "-p", String(mainPort), "-U", "turnpike"];
      await call("pg_basebackup", [...from, "-D", copied, "-R", "-c", "fast", "--no-sync"]);
      await start(copied, copyPort);
      copying = true;
      return {
        url: (name) => urlOf(name, copyPort),
        stand: () => say(copyPort, "SELECT pg_wal_replay_pause()"),
        goOn: () => say(copyPort, "SELECT pg_wal_replay_resume()"),
      };
    },
    crashAndRestart: async () => {
      await stop(data);
      await start(data, mainPort);
    },
    close: async () => {
      if (copying) await stop(copied);
      await stop(data);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const logOf = (dir: string): string => {
  const path = join(dir, "log");
  return existsSync(path) ? readFileSync(path, "utf8").slice(-2_000) : "no log";
};
