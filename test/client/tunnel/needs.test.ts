import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { have, run } from "../../support/run.ts";
import { noTunnels } from "../../support/tunnelNeeds.ts";

const script = fileURLToPath(new URL("../../support/needsProcess.ts", import.meta.url));
const reason = noTunnels ?? (have("setpriv") ? undefined : "needs setpriv (Debian: util-linux)");
/** Everything that opens a tunnel but the right over other people's files: what a user has who was given CAP_NET_ADMIN. */
const netAdminAlone = ["--inh-caps=-all,+net_admin", "--bounding-set=-all,+net_admin"];

describe.skipIf(reason !== undefined)(
  `what a whole-machine tunnel needs${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    let dir: string;
    let file: string;
    const lacking = async (...rights: string[]): Promise<{ code?: string; message?: string }> => {
      const words = [...rights, process.execPath, "--disable-warning=ExperimentalWarning", script, file];
      const { stdout, stderr } = await run("setpriv", words);
      return JSON.parse(stdout.toString("utf8") || JSON.stringify({ message: stderr }));
    };

    beforeAll(() => {
      dir = mkdtempSync(join(tmpdir(), "turnpike-needs-"));
      file = join(dir, "resolv.conf");
      writeFileSync(file, "nameserver 192.0.2.1\n");
    });
    afterAll(() => rmSync(dir, { recursive: true, force: true }));

    it("is there for root, and asking changes nothing", async () => {
      expect(await lacking()).toEqual({});
      expect(readFileSync(file, "utf8")).toBe("nameserver 192.0.2.1\n");
    });

    it("is not there without CAP_NET_ADMIN", async () => {
      expect(await lacking("--bounding-set=-net_admin")).toMatchObject({ code: "TUNNEL_NEEDS_ADMIN" });
    });

    it("is not there with CAP_NET_ADMIN alone where the resolver's file belongs to somebody else: said before anything is closed", async () => {
      // Root without the right over other people's files is a user like any other.
      chmodSync(file, 0o444);
      const told = await lacking(...netAdminAlone);
      expect(told).toMatchObject({ code: "TUNNEL_NEEDS_ADMIN", message: expect.stringContaining(`${file} cannot be`) });
      chmodSync(file, 0o644);
      expect(await lacking(...netAdminAlone)).toEqual({});
    });
  },
);
