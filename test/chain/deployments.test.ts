import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { deploymentNames, deploymentPath } from "../../chain/deployments.ts";
import { startDevnet } from "../../chain/devnet.ts";
import { loadNetwork, networkPath } from "../../chain/network.ts";
import { profileOf } from "../../chain/profiles.ts";

describe("deployments/", () => {
  const dir = mkdtempSync(join(tmpdir(), "turnpike-networks-"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it("holds networks that load, each under its own name, with a profile that there is", async () => {
    expect(deploymentNames()).toContain("devnet");
    for (const name of deploymentNames()) {
      const network = await loadNetwork(networkPath(name, {}, dir));
      expect(network.name).toBe(name);
      expect(profileOf(network.profile).name).toBe(network.profile);
    }
  });

  it("names the contracts of the local chain where turnpike devnet deploys them", async () => {
    const devnet = await startDevnet({ port: 0 });
    try {
      const { rpcUrls: _rpc, indexers: _indexers, deploymentBlock: _block, ...made } = devnet.file.network;
      expect(await loadNetwork(networkPath("devnet", {}, dir))).toMatchObject(made);
    } finally {
      await devnet.close();
    }
  });

  it("is asked for a name only where no file has it", () => {
    expect(networkPath("devnet", {}, dir)).toBe(deploymentPath("devnet"));
    expect(networkPath(undefined, { TURNPIKE_NETWORK: "devnet" }, dir)).toBe(deploymentPath("devnet"));
    writeFileSync(join(dir, "devnet"), "{}");
    expect(networkPath("devnet", {}, dir)).toBe(join(dir, "devnet"));
    expect(networkPath("../devnet", {}, dir)).toBe(join(dir, "../devnet"));
    expect(networkPath("nowhere", {}, dir)).toBe(join(dir, "nowhere"));
  });
});
