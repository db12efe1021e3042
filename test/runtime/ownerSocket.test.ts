import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listenForOwner } from "../../runtime/ownerSocket.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "turnpike-socket-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a daemon's socket", () => {
  it("takes the place of what an earlier daemon left, and is its owner's alone", async () => {
    const path = join(folder, "admin.sock");
    writeFileSync(path, "");
    const server = createServer();
    await listenForOwner(server, path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(path).isSocket()).toBe(true);
    await new Promise((resolve) => server.close(resolve));
  });

  it("in a folder whose path is too long for one is refused with what to do, where the system only says EINVAL", async () => {
    const path = join(folder, "x".repeat(100), "admin.sock");
    await expect(listenForOwner(createServer(), path)).rejects.toMatchObject({
      ...{ code: "PATH_TOO_LONG", exitCode: 2, message: expect.stringContaining("give a shorter --dir") },
    });
  });
});
