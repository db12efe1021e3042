import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { have, type Ran, run } from "../support/run.ts";

const script = resolve(import.meta.dirname, "../../scripts/bootstrap.sh");
/** What a bare machine has beside Node. */
const basics = ["cat", "cksum", "dirname", "mktemp", "rm", "sh", "sleep", "touch"];
const shells = ["sh", "dash", "bash"].filter((shell) => have(shell));

const pathOf = (program: string): string => {
  const folder = (process.env.PATH ?? "").split(":").find((each) => existsSync(join(each, program)));
  if (folder === undefined) throw new Error(`${program} is missing on this machine`);
  return join(folder, program);
};

describe("scripts/bootstrap.sh", () => {
  let dir: string;
  let repository: string;
  let bin: string;

  /** Puts a program on the machine; each call of it is written down with its arguments, one a line, before `body` runs. */
  const install = (name: string, body: string, folder = bin): void => {
    const path = join(folder, name);
    rmSync(path, { force: true });
    const record = `{ echo "<${name}>"; for argument in "$@"; do printf '%s\\n' "$argument"; done; } >> "${dir}/calls"`;
    writeFileSync(path, `#!/bin/sh\n${record}\n${body}\n`);
    chmodSync(path, 0o755);
  };
  /** A `node` of a version: it judges versions with the real one, as the script asks, and otherwise only notes that it ran. */
  const installNode = (version: string, folder = bin): void => {
    const [major, minor, patch] = version.split(".");
    const judge = `exec "${process.execPath}" -e "Object.defineProperty(process.versions, 'node', { value: '${major}.${minor}.${patch}' }); $2"`;
    install(
      "node",
      `case "$1" in -v) echo v${version}; exit 0;; -e) ${judge};; esac\necho "ran under ${version}"`,
      folder,
    );
  };
  /** All calls of a program so far: the arguments of each. */
  const calls = (name: string): string[][] => {
    if (!existsSync(join(dir, "calls"))) return [];
    const blocks = readFileSync(join(dir, "calls"), "utf8").split(/^(?=<[a-z]+>$)/m);
    return blocks
      .filter((block) => block.startsWith(`<${name}>\n`))
      .map((block) => block.trimEnd().split("\n").slice(1));
  };
  /** Calls of `node` that are no questions for its version. */
  const runs = (): string[][] => calls("node").filter(([first]) => first !== "-e" && first !== "-v");
  const bootstrap = async (
    args: readonly string[],
    options: { cwd?: string; shell?: string; env?: Record<string, string> } = {},
  ): Promise<Omit<Ran, "stdout"> & { stdout: string }> => {
    const { cwd = repository, shell = "sh", env = {} } = options;
    const ran = await run(pathOf(shell), [join(repository, "scripts/bootstrap.sh"), ...args], {
      cwd,
      env: { PATH: bin, HOME: dir, TMPDIR: dir, ...env },
    });
    return { ...ran, stdout: ran.stdout.toString("utf8") };
  };

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "turnpike bootstrap "));
    repository = join(dir, "the repository");
    bin = join(dir, "bin");
    for (const folder of [join(repository, "scripts"), bin]) mkdirSync(folder, { recursive: true });
    cpSync(script, join(repository, "scripts/bootstrap.sh"));
    writeFileSync(join(repository, "package-lock.json"), "{}\n");
    for (const name of basics) symlinkSync(pathOf(name), join(bin, name));
    installNode("24.21.0");
    // What npm ci does to node_modules: the old ones go, with all that lay in them.
    install("npm", `rm -rf "${repository}/node_modules"; mkdir -p "${repository}/node_modules/.bin"`);
    symlinkSync(pathOf("mkdir"), join(bin, "mkdir"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  describe("brings a fresh clone up", () => {
    it("installs from the lock, says so on standard error, then runs the file with its arguments", async () => {
      const { code, stdout, stderr } = await bootstrap(["scripts/demo.ts", "--json"]);
      expect(code).toBe(0);
      expect(calls("npm")).toEqual([["ci", "--prefix", repository, "--no-audit", "--no-fund", "--loglevel=error"]]);
      expect(runs()).toEqual([
        ["--disable-warning=ExperimentalWarning", join(repository, "scripts/demo.ts"), "--json"],
      ]);
      expect(stderr).toContain("installing packages");
      // Standard output is the command's alone: the last line of the demo's must be its JSON.
      expect(stdout).toBe("ran under 24.21.0\n");
    });

    it("installs once, and again when the lock has changed", async () => {
      await bootstrap(["a.ts"]);
      await bootstrap(["a.ts"]);
      expect(calls("npm")).toHaveLength(1);
      writeFileSync(join(repository, "package-lock.json"), '{ "changed": true }\n');
      await bootstrap(["a.ts"]);
      expect(calls("npm")).toHaveLength(2);
    });

    it("installs again when node_modules is gone", async () => {
      await bootstrap(["a.ts"]);
      rmSync(join(repository, "node_modules"), { recursive: true });
      await bootstrap(["a.ts"]);
      expect(calls("npm")).toHaveLength(2);
    });

    it("generates the database client before the file runs, where there is one to generate", async () => {
      writeFileSync(join(repository, "scripts/generate-prisma.ts"), "");
      const { stdout } = await bootstrap(["a.ts"]);
      expect(runs().map((args) => args.at(-1))).toEqual([
        join(repository, "scripts/generate-prisma.ts"),
        join(repository, "a.ts"),
      ]);
      expect(stdout).toBe("ran under 24.21.0\n");
    });

    it("shows that a slow installation is alive", async () => {
      // The first pause ends at once; the second one says that the line of the first has been written, and npm waits for that.
      install("sleep", `if [ -e "${dir}/paused" ]; then touch "${dir}/told"; exit 1; fi; touch "${dir}/paused"`);
      const pause = pathOf("sleep");
      install("npm", `until [ -e "${dir}/told" ]; do "${pause}" 0.02; done; mkdir -p "${repository}/node_modules"`);
      const { code, stderr } = await bootstrap(["a.ts"]);
      expect(code).toBe(0);
      expect(stderr).toContain("installing packages, 10 s so far");
    });
  });

  describe("when npm ci fails", () => {
    beforeEach(() => install("npm", "echo 'npm error code EAI_AGAIN'; echo 'npm error what it says' >&2; exit 7"));

    it("shows what npm said and what to do next, exits with 1, and runs nothing", async () => {
      const { code, stderr, stdout } = await bootstrap(["a.ts"]);
      expect(code).toBe(1);
      expect(stderr).toContain("npm error code EAI_AGAIN\nnpm error what it says\n");
      expect(stderr).toContain("npm ci failed");
      expect(stderr).toContain("run the same command again");
      expect(stdout).toBe("");
      expect(runs()).toEqual([]);
    });

    it("does not take half-installed packages for installed, even when the lock is put back", async () => {
      install("npm", `mkdir -p "${repository}/node_modules"`);
      await bootstrap(["a.ts"]);
      writeFileSync(join(repository, "package-lock.json"), '{ "changed": true }\n');
      install("npm", "exit 1");
      expect((await bootstrap(["a.ts"])).code).toBe(1);
      writeFileSync(join(repository, "package-lock.json"), "{}\n");
      expect((await bootstrap(["a.ts"])).code).toBe(1);
      expect(calls("npm")).toHaveLength(3);
    });
  });

  describe("chooses the Node", () => {
    it.each(["24.18.1", "24.21.0", "26.0.0", "22.23.2", "22.30.0"])("takes %s as it is", async (version) => {
      installNode(version);
      install("npx", "exit 9");
      expect((await bootstrap(["a.ts"])).stdout).toBe(`ran under ${version}\n`);
      expect(calls("npx")).toEqual([]);
    });

    it.each(["24.18.0", "23.11.1", "22.23.1", "20.19.5", "18.20.8"])(
      "runs itself again under Node 24 from the registry where it finds %s",
      async (version) => {
        installNode(version);
        const newer = join(dir, "newer");
        mkdirSync(newer);
        installNode("24.21.0", newer);
        // As npx does: its package first on PATH, then the command after the two dashes.
        install("npx", `while [ "$1" != -- ]; do shift; done; shift; PATH="${newer}:$PATH"; export PATH; exec "$@"`);
        const { code, stdout, stderr } = await bootstrap(["a.ts", "two words", ""]);
        expect(code).toBe(0);
        expect(stdout).toBe("ran under 24.21.0\n");
        expect(stderr).toContain(`Node v${version} is older than 24.18.1`);
        expect(calls("npx")[0]?.slice(0, 4)).toEqual(["--yes", "--ignore-scripts=false", "--package=node@24", "--"]);
        expect(calls("npm")).toHaveLength(1);
        expect(readFileSync(join(dir, "calls"), "utf8")).toContain(`${join(repository, "a.ts")}\ntwo words\n\n`);
      },
    );

    it("gives up, and does not go round for ever, when npx brings an old one too", async () => {
      installNode("20.19.5");
      install("npx", `while [ "$1" != -- ]; do shift; done; shift; exec "$@"`);
      const { code, stderr } = await bootstrap(["a.ts"]);
      expect(code).toBe(1);
      expect(stderr).toContain("Node v20.19.5 is still too old after fetching Node 24 with npx");
      expect(calls("npx")).toHaveLength(1);
      expect(calls("npm")).toEqual([]);
    });

    it("says what to install where an old Node has no npx", async () => {
      installNode("20.19.5");
      const { code, stderr } = await bootstrap(["a.ts"]);
      expect(code).toBe(1);
      expect(stderr).toBe(
        "turnpike: Node v20.19.5 is older than 24.18.1 and there is no npx to fetch a newer one: install Node 24.18.1 or newer (https://nodejs.org) and try again\n",
      );
    });

    it("says what to install where there is no Node at all", async () => {
      rmSync(join(bin, "node"));
      const { code, stderr } = await bootstrap(["a.ts"]);
      expect(code).toBe(1);
      expect(stderr).toBe("turnpike: no Node here: install Node 24.18.1 or newer (https://nodejs.org) and try again\n");
    });
  });

  describe("passes on", () => {
    it.each(shells)("arguments with spaces, quotes, stars and nothing in them as they are, under %s", async (shell) => {
      const odd = ["two words", "", "*", "a'b\"c", "$HOME", "-- x", "\\n"];
      expect((await bootstrap(["a.ts", ...odd], { shell })).code).toBe(0);
      const text = readFileSync(join(dir, "calls"), "utf8");
      expect(text.endsWith(`${[join(repository, "a.ts"), ...odd].join("\n")}\n`)).toBe(true);
    });

    it("the exit code of the file", async () => {
      install("node", 'case "$1" in -e) exit 0;; esac; exit 42');
      expect((await bootstrap(["a.ts"])).code).toBe(42);
    });

    it("the folder it is called in: the repository is found from the script, paths of the user from where the user is", async () => {
      const elsewhere = join(dir, "elsewhere");
      mkdirSync(elsewhere);
      install("node", 'case "$1" in -e) exit 0;; esac; pwd; echo "$2"', bin);
      const { stdout } = await bootstrap(["a.ts"], { cwd: elsewhere });
      expect(stdout).toBe(`${elsewhere}\n${join(repository, "a.ts")}\n`);
      expect(existsSync(join(elsewhere, "node_modules"))).toBe(false);
      expect(existsSync(join(repository, "node_modules/.turnpike-lock"))).toBe(true);
    });

    it("a folder set as CDPATH does not lead it astray", async () => {
      const other = join(dir, "cdpath/scripts");
      mkdirSync(other, { recursive: true });
      const ran = await run(pathOf("sh"), ["scripts/bootstrap.sh", "a.ts"], {
        cwd: repository,
        env: { PATH: bin, HOME: dir, TMPDIR: dir, CDPATH: join(dir, "cdpath") },
      });
      expect(ran.code, ran.stderr).toBe(0);
      expect(runs().at(-1)).toEqual(["--disable-warning=ExperimentalWarning", join(repository, "a.ts")]);
    });

    it("--exec: a command with the project's own binaries first on PATH", async () => {
      await bootstrap(["a.ts"]);
      install("linter", 'echo "the project\'s linter: $*"', join(repository, "node_modules/.bin"));
      const { code, stdout } = await bootstrap(["--exec", "linter", "check", "two words"]);
      expect(code).toBe(0);
      expect(stdout).toBe("the project's linter: check two words\n");
      expect(calls("linter")).toEqual([["check", "two words"]]);
    });
  });

  it("keeps settings of an outer npm run from the inner npm, which must read the user's", async () => {
    install(
      "npm",
      `echo "\${npm_config_ignore_scripts:-unset} \${npm_config_yes:-unset}" > "${dir}/seen"; mkdir -p "${repository}/node_modules"`,
    );
    await bootstrap(["a.ts"], { env: { npm_config_ignore_scripts: "false", npm_config_yes: "true" } });
    expect(readFileSync(join(dir, "seen"), "utf8")).toBe("unset unset\n");
  });

  it.each([[[]], [["--exec"]]])(
    "refuses %j with exit code 2 and a sentence, before anything is installed",
    async (args) => {
      const { code, stderr } = await bootstrap(args);
      expect(code).toBe(2);
      expect(stderr).toContain("give a TypeScript file of this repository, or --exec and a command");
      expect(calls("npm")).toEqual([]);
    },
  );

  it("leaves no temporary file behind", async () => {
    await bootstrap(["a.ts"]);
    rmSync(join(dir, "calls"));
    expect((await run("ls", ["-A", dir])).stdout.toString("utf8").trim().split("\n").sort()).toEqual([
      "bin",
      "the repository",
    ]);
  });

  it.skipIf(!have("shellcheck"))(
    "is POSIX shell without a complaint of shellcheck (skipped where that is missing)",
    async () => {
      const launcher = resolve(import.meta.dirname, "../../cli/turnpike");
      const { code, stdout } = await run("shellcheck", ["--shell=sh", script, launcher]);
      expect(stdout.toString("utf8")).toBe("");
      expect(code).toBe(0);
    },
  );
});
