import { spawn } from "node:child_process";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Type } from "typebox";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readJson, writeJsonAtomic } from "../../runtime/jsonFile.ts";
import { createPrivateFile, readPrivateFile, writePrivateFile } from "../../runtime/privateFile.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "turnpike-file-"));
  path = join(folder, "secret");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a private file", () => {
  it("is for its owner only, also where an older, looser one stood", async () => {
    writeFileSync(path, "old", { mode: 0o644 });
    await writePrivateFile(path, "new");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await readPrivateFile(path)).toString()).toBe("new");
    expect(readdirSync(folder)).toEqual(["secret"]);
  });

  it("that is made new is whole and durable, and never takes the place of another", async () => {
    await createPrivateFile(path, "first");
    await expect(createPrivateFile(path, "second")).rejects.toMatchObject({
      code: "FILE_EXISTS",
      message: expect.stringContaining(path),
    });
    expect((await readPrivateFile(path)).toString()).toBe("first");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["secret"]);
  });

  it("that several make at once is one's alone, and only that one believes to have made it", async () => {
    const names = Array.from({ length: 8 }, (_, at) => `maker ${at}`);
    const made = await Promise.allSettled(names.map((name) => createPrivateFile(path, name)));
    const winners = names.filter((_, at) => made[at]?.status === "fulfilled");
    expect(winners).toEqual([(await readPrivateFile(path)).toString()]);
  });

  it("is refused when anyone else may read or write it, with the command that mends it", async () => {
    await writePrivateFile(path, "x");
    for (const mode of [0o640, 0o604, 0o660, 0o601, 0o620]) {
      chmodSync(path, mode);
      await expect(readPrivateFile(path), mode.toString(8)).rejects.toMatchObject({
        ...{ code: "FILE_PERMISSIONS_TOO_OPEN", exitCode: 5 },
        message: expect.stringContaining(`chmod 600 '${path}'`),
      });
    }
    chmodSync(path, 0o400);
    expect((await readPrivateFile(path)).toString()).toBe("x");
  });

  it("is judged itself, not the link that leads to it", async () => {
    await writePrivateFile(path, "x");
    chmodSync(path, 0o644);
    symlinkSync(path, join(folder, "link"));
    await expect(readPrivateFile(join(folder, "link"))).rejects.toMatchObject({ code: "FILE_PERMISSIONS_TOO_OPEN" });
  });

  it("that is not there is a code of its own", async () => {
    await expect(readPrivateFile(join(folder, "none"))).rejects.toMatchObject({ code: "FILE_MISSING", exitCode: 2 });
  });
});

describe("a JSON file", () => {
  const schema = Type.Object({ at: Type.Integer(), filler: Type.String(), again: Type.Integer() });

  it("is whole after kill -9 at any moment: the old one or the new one", { timeout: 60_000 }, async () => {
    const writer = fileURLToPath(new URL("../support/jsonWriter.ts", import.meta.url));
    const file = join(folder, "state.json");
    for (const after of [1, 3, 8, 20, 45, 70]) {
      const child = spawn(process.execPath, [writer, file], { stdio: ["ignore", "pipe", "inherit"] });
      let told = 0;
      await new Promise<void>((resolve) => {
        child.stdout.on("data", (chunk: Buffer) => {
          told = Number(chunk.toString().trim().split("\n").at(-1));
          if (told >= after) child.kill("SIGKILL");
        });
        child.on("close", () => resolve());
      });
      const value = await readJson(file, schema);
      expect(value.at).toBe(value.again);
      expect(value.at).toBeGreaterThanOrEqual(told);
      rmSync(file);
    }
  });

  it("stays as it was when the new one cannot be written, and nothing is left lying about", async () => {
    const file = join(folder, "state.json");
    await writeJsonAtomic(file, { at: 1 });
    const circle: Record<string, unknown> = {};
    circle.again = circle;
    expect(() => writeJsonAtomic(file, circle)).toThrow();
    await expect(writeJsonAtomic(join(folder, "no", "such"), {})).rejects.toThrow();
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ at: 1 });
    expect(readdirSync(folder)).toEqual(["state.json"]);
  });

  it("is refused with its name and place when it is torn, of the wrong shape or has keys nobody knows", async () => {
    const file = join(folder, "state.json");
    const strict = Type.Object({ at: Type.Integer() }, { additionalProperties: false });
    for (const [text, code] of [
      ['{"at":1', "CONFIG_INVALID"],
      ['{"at":"1"}', "CONFIG_INVALID"],
      ["{}", "CONFIG_INVALID"],
      ['{"at":1,"more":2}', "CONFIG_UNKNOWN_KEY"],
    ] as const) {
      writeFileSync(file, text);
      await expect(readJson(file, strict), text).rejects.toMatchObject({
        code,
        message: expect.stringContaining(file),
      });
    }
    await expect(readJson(join(folder, "none"), strict)).rejects.toMatchObject({ code: "FILE_MISSING" });
  });
});
