import { describe, expect, it } from "vitest";
import { type Ran, run } from "../support/run.ts";

const module = new URL("../../runtime/restart.ts", import.meta.url).href;

/** Runs a program that asks to be started again, then says what it sees of itself. */
const ask = (env: Record<string, string> = {}, before = ""): Promise<Ran> => {
  const program = `
    ${before}
    const { restartWithTrimmedMemory } = await import(${JSON.stringify(module)});
    console.error("start");
    restartWithTrimmedMemory();
    const { MALLOC_TRIM_THRESHOLD_, TURNPIKE_RESTARTED } = process.env;
    console.log(JSON.stringify({ MALLOC_TRIM_THRESHOLD_, TURNPIKE_RESTARTED, args: process.argv.slice(1) }));`;
  const inherited = Object.entries(process.env).filter(([name]) => !/^MALLOC_|^TURNPIKE_RESTARTED$/.test(name));
  const flags = ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", program];
  return run(process.execPath, [...flags, "two words", "*"], { env: { ...Object.fromEntries(inherited), ...env } });
};
const starts = ({ stderr }: Ran): number => stderr.split("\n").filter((line) => line === "start").length;
const said = ({ stdout, stderr }: Ran): unknown => JSON.parse(stdout.toString("utf8") || `"${stderr}"`);

describe.runIf(process.platform === "linux")(
  "a daemon starts itself again so that freed memory goes back (Linux only)",
  () => {
    it("once, with its flags and arguments as they were", async () => {
      const ran = await ask();
      expect(starts(ran)).toBe(2);
      expect(said(ran)).toEqual({
        MALLOC_TRIM_THRESHOLD_: "131072",
        TURNPIKE_RESTARTED: "1",
        args: ["two words", "*"],
      });
    });

    it("not where the user has set the threshold", async () => {
      const ran = await ask({ MALLOC_TRIM_THRESHOLD_: "1000000" });
      expect(starts(ran)).toBe(1);
      expect(said(ran)).toMatchObject({ MALLOC_TRIM_THRESHOLD_: "1000000" });
    });

    it("never twice, although a loader in secure mode drops the setting (a Node with file capabilities)", async () => {
      expect(starts(await ask({ TURNPIKE_RESTARTED: "1" }))).toBe(1);
    });

    it("not where Node cannot do it", async () => {
      const ran = await ask({}, "delete process.execve;");
      expect(starts(ran)).toBe(1);
      expect(said(ran)).toEqual({ args: ["two words", "*"] });
    });
  },
);
