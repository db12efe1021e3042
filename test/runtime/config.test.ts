import fc from "fast-check";
import { Type } from "typebox";
import { describe, expect, it } from "vitest";
import { resolveConfig } from "../../runtime/config.ts";

const schema = Type.Object(
  {
    listen: Type.String({ minLength: 1 }),
    capacityMbps: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    relayFree: Type.Boolean(),
    labAllow: Type.Array(Type.String()),
  },
  { additionalProperties: false },
);
const whole = { listen: "default:1", capacityMbps: 1, relayFree: false, labAllow: [] };
const resolve = (sources: {
  flags?: Record<string, unknown>;
  env?: Record<string, string>;
  file?: Record<string, unknown>;
  defaults?: Record<string, unknown>;
}) =>
  resolveConfig({
    ...{ schema, source: "node.json", envPrefix: "TURNPIKE_NODE_" },
    ...{ flags: {}, env: {}, file: {}, defaults: whole, ...sources },
  });

describe("a configuration", () => {
  it("takes each value from the flag, else the environment, else the file, else the default", () => {
    const given = fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined });
    fc.assert(
      fc.property(given, given, given, given, (flag, env, file, fallback) => {
        const resolved = resolve({
          flags: { capacityMbps: flag },
          env: env === undefined ? {} : { TURNPIKE_NODE_CAPACITY_MBPS: String(env) },
          file: file === undefined ? {} : { capacityMbps: file },
          defaults: fallback === undefined ? whole : { ...whole, capacityMbps: fallback },
        });
        expect(resolved.capacityMbps).toBe(flag ?? env ?? file ?? fallback ?? 1);
      }),
    );
  });

  it("reads lists, numbers and switches of the environment as what they are, and text as text", () => {
    expect(
      resolve({
        env: {
          ...{ TURNPIKE_NODE_LAB_ALLOW: '["10.0.0.0/8"]', TURNPIKE_NODE_RELAY_FREE: "true" },
          ...{ TURNPIKE_NODE_CAPACITY_MBPS: "250", TURNPIKE_NODE_LISTEN: "[::1]:443" },
        },
      }),
    ).toEqual({ listen: "[::1]:443", capacityMbps: 250, relayFree: true, labAllow: ["10.0.0.0/8"] });
  });

  it("refuses a key that it does not know, and names it and where it stands", () => {
    expect(() => resolve({ file: { lissten: "x" } })).toThrow(
      expect.objectContaining({
        code: "CONFIG_UNKNOWN_KEY",
        exitCode: 2,
        message: expect.stringMatching(/node\.json.*"lissten"/),
      }),
    );
  });

  it("refuses a variable under its prefix that it does not know, and looks at no other", () => {
    expect(() => resolve({ env: { TURNPIKE_NODE_LISSTEN: "x" } })).toThrow(
      expect.objectContaining({
        ...{ code: "CONFIG_UNKNOWN_KEY", exitCode: 2 },
        message: expect.stringMatching(/TURNPIKE_NODE_LISSTEN/),
      }),
    );
    expect(resolve({ env: { TURNPIKE_HOME: "x", PATH: "y", TURNPIKE_NODE: "z" } })).toEqual(whole);
  });

  it("keeps text that looks like a number where text is wanted", () => {
    expect(resolve({ env: { TURNPIKE_NODE_LISTEN: "8443" } }).listen).toBe("8443");
  });

  it("refuses a value out of its range from every source, and names it", () => {
    for (const sources of [
      { flags: { capacityMbps: 0 } },
      { env: { TURNPIKE_NODE_CAPACITY_MBPS: "lots" } },
      { file: { capacityMbps: 1.5 } },
    ])
      expect(() => resolve(sources)).toThrow(
        expect.objectContaining({ code: "CONFIG_INVALID", message: expect.stringContaining("capacityMbps") }),
      );
    // The file may be right: then the one to mend is the variable.
    expect(() => resolve({ env: { TURNPIKE_NODE_CAPACITY_MBPS: "lots" } })).toThrow("TURNPIKE_NODE_CAPACITY_MBPS");
  });
});
