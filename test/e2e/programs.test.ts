/**
 * The lines of docs/client.md for programs nobody here wrote, as they stand there: only the proxies' ports, the places on the internet and what a lab needs
 * (its certificate, its SSH key) are exchanged.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { userInfo } from "node:os";
import { join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestClient } from "../support/client.ts";
import { openConnected } from "../support/connected.ts";
import { eventually, type Market, openMarket } from "../support/market.ts";
import { type Origin, sha256 } from "../support/origin.ts";
import { have, run } from "../support/run.ts";

const manual = readFileSync(fileURLToPath(new URL("../../docs/client.md", import.meta.url)), "utf8");
const block = /## Programs[\s\S]*?```sh\n([\s\S]*?)```/.exec(manual)?.[1] ?? "";
const lines = block.split("\n").filter((line) => line !== "");
const lineOf = (start: string): string => {
  const line = lines.find((each) => each.startsWith(start));
  if (line === undefined) throw new Error(`docs/client.md has no line that starts with "${start}"`);
  return line;
};
const sshd = "/usr/sbin/sshd";
const missing = ["curl", "git", "ssh", "ssh-keygen", "nc"].filter((program) => !have(program));

describe.skipIf(missing.length > 0)(
  `the programs of docs/client.md${missing.length > 0 ? ` (needs ${missing.join(", ")})` : ""}`,
  () => {
    let market: Market;
    let client: TestClient;
    let origin: Origin;

    beforeAll(async () => {
      market = await openMarket();
      ({ origin, client } = await openConnected(market, 100_000));
    });
    afterAll(() => market.close());

    /** Runs a line of the manual in a shell, with `places` for what it names; everything must have gone through the client. */
    const typed = async (line: string, places: Readonly<Record<string, string>>) => {
      const before = client.connection.totals.bytes;
      const ports = {
        "127.0.0.1:1080": `127.0.0.1:${client.socksPort}`,
        "127.0.0.1:8118": `127.0.0.1:${client.httpPort}`,
      };
      let command = line;
      for (const [written, real] of Object.entries({ ...ports, ...places })) {
        expect(Object.hasOwn(ports, written) || command.includes(written)).toBe(true);
        command = command.replaceAll(written, real);
      }
      const env = { ...process.env, GIT_TERMINAL_PROMPT: "0", no_proxy: "", NO_PROXY: "" };
      const got = await run("bash", ["-c", command], { env, cwd: market.dir });
      return { ...got, moved: client.connection.totals.bytes - before };
    };

    it("names curl, a browser, git and ssh, and no other", () => {
      expect(lines.map((line) => line.split(" ")[0])).toEqual(["curl", "curl", "chromium", "git", "ssh"]);
    });

    it.each(["curl --proxy socks5h:", "curl --proxy http:"])("%s", async (start) => {
      const url = `--silent --insecure https://127.0.0.1:${origin.httpsPort}/file`;
      const got = await typed(lineOf(start), { "https://example.org/": url });
      expect(got.stderr).toBe("");
      expect(sha256(got.stdout)).toBe(origin.sha256);
      expect(got.moved).toBeGreaterThan(origin.body.length);
    });

    it("git", async () => {
      const work = join(market.dir, "work");
      const git = (...args: string[]) => run("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args]);
      await git("init", "--quiet", work);
      writeFileSync(join(work, "file"), "content");
      await git("-C", work, "add", "file");
      await git("-C", work, "commit", "--quiet", "-m", "first");
      await git("clone", "--quiet", "--bare", work, join(market.dir, "project.git"));
      await git("-C", join(market.dir, "project.git"), "update-server-info");
      // Git's "dumb" protocol: files, read one by one.
      const site = createServer((request, response) => {
        const path = normalize(new URL(request.url ?? "/", "http://site").pathname);
        try {
          response.end(readFileSync(join(market.dir, path)));
        } catch {
          response.writeHead(404).end();
        }
      }).listen(0, "127.0.0.1");
      await once(site, "listening");
      market.onClose(() => {
        site.closeAllConnections();
        site.close();
      });
      const at = `http://127.0.0.1:${(site.address() as AddressInfo).port}/project.git`;
      const got = await typed(lineOf("git"), { "https://git.example.org/project.git": at });
      const head = (await git("-C", work, "rev-parse", "HEAD")).stdout.toString().trim();
      expect(got.stdout.toString()).toContain(`${head}\tHEAD`);
      expect(got.moved).toBeGreaterThan(100);
    });

    it.skipIf(process.getuid?.() !== 0 || !have("sshd"))("ssh (root starts the server of this test)", async () => {
      const home = join(market.dir, "ssh");
      mkdirSync(home, { mode: 0o700 });
      // Where sshd keeps its unprivileged half; the service's start script would make it.
      mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
      for (const name of ["host", "user"])
        await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(home, name)]);
      const port = await freePort();
      const settings = [
        ...[`Port ${port}`, "ListenAddress 127.0.0.1", `HostKey ${home}/host`, `AuthorizedKeysFile ${home}/user.pub`],
        ...[
          "PermitRootLogin prohibit-password",
          "PasswordAuthentication no",
          "StrictModes no",
          "UsePAM no",
          "PidFile none",
        ],
      ];
      writeFileSync(join(home, "sshd_config"), `${settings.join("\n")}\n`);
      const server: ChildProcess = spawn(sshd, ["-D", "-f", join(home, "sshd_config")], { stdio: "ignore" });
      market.onClose(async () => {
        const ended = once(server, "close");
        server.kill("SIGKILL");
        await ended;
      });
      await eventually("sshd listens", () => answers(port));
      const lab = `-p ${port} -i ${home}/user -F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR`;
      const who = `${lab} ${userInfo().username}@127.0.0.1 echo reached`;
      const got = await typed(lineOf("ssh"), { "user@host.example.org": who });
      expect(got.stderr).toBe("");
      expect(got.stdout.toString()).toBe("reached\n");
      expect(got.moved).toBeGreaterThan(1_000);
    });
  },
);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
