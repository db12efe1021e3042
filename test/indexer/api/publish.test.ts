import { beforeEach, describe, expect, it } from "vitest";
import { made } from "../madeChain.ts";
import { asking, type Site, start, useSite } from "./site.ts";

let site: Site;
useSite((opened) => {
  site = opened;
});
const { get, post, channel } = asking(() => site);

describe("POST /v1/descriptors", () => {
  const refused = async (payload: object | string, status: number, code: string, detail: RegExp, headers = {}) => {
    const response = await post("/v1/descriptors", payload, headers);
    expect(response.json()).toMatchObject({ code, status, detail: expect.stringMatching(detail) as unknown });
    expect(response.statusCode).toBe(status);
    expect(await site.published()).toEqual([]);
  };
  beforeEach(() => site.put(site.key(1), { descriptorFloor: 4n }));

  it("keeps what the current key signed, also over a restart", async () => {
    const descriptor = site.descriptor(site.key(1), { version: "4" });
    expect((await post("/v1/descriptors", descriptor)).json()).toEqual({ accepted: true });
    expect(await site.published()).toEqual([{ descriptor, signedBy: site.key(1).address }]);
  });

  it("refuses a signature of another key, and one over another body", async () => {
    const node = site.key(1).address;
    await refused(site.descriptor(site.key(2), { node, version: "5" }), 403, "DESCRIPTOR_BAD_SIGNATURE", /current key/);
    const honest = site.descriptor(site.key(1), { version: "5" });
    await refused(
      { ...honest, body: { ...honest.body, pricePerGB: "1" } },
      403,
      "DESCRIPTOR_BAD_SIGNATURE",
      /current key/,
    );
    await refused({ ...honest, version: "6" }, 403, "DESCRIPTOR_BAD_SIGNATURE", /current key/);
  });

  it("refuses one below the operator's floor, one that has expired, and one that would last too long", async () => {
    const offer = (change: object) => site.descriptor(site.key(1), { version: "5", ...change });
    await refused(offer({ version: "3" }), 409, "DESCRIPTOR_BELOW_FLOOR", /below version 4/);
    await refused(offer({ validUntil: start - 3_600 }), 409, "DESCRIPTOR_EXPIRED", /expired/);
    await refused(offer({ validUntil: start + 30 * 86_400 }), 409, "DESCRIPTOR_TOO_LONG", /seven days/);
  });

  it("refuses a node that is not registered", () =>
    refused(site.descriptor(site.key(7)), 404, "NODE_UNKNOWN", /register it/));

  it("refuses a lower version and another content under the same one; the same again is no error", async () => {
    const send = (change: object) => post("/v1/descriptors", site.descriptor(site.key(1), change));
    expect((await send({ version: "9" })).statusCode).toBe(202);
    expect((await send({ version: "9" })).statusCode).toBe(202);
    for (const change of [{ version: "8" }, { version: "9", pricePerGB: "1" }]) {
      const response = await send(change);
      expect(response.json()).toMatchObject({
        code: "DESCRIPTOR_NOT_NEWER",
        status: 409,
        data: { known: "9", received: change.version },
      });
    }
    expect((await send({ version: "10", pricePerGB: "1" })).statusCode).toBe(202);
    expect((await site.published()).map(({ descriptor }) => descriptor.version)).toEqual(["10"]);
  });

  it("keeps the highest of many that come at once", async () => {
    const versions = [7, 30, 12, 29, 8, 30, 25];
    await Promise.all(
      versions.map((version) => post("/v1/descriptors", site.descriptor(site.key(1), { version: String(version) }))),
    );
    expect((await site.published()).map(({ descriptor }) => descriptor.version)).toEqual(["30"]);
    const shown = (await get(`/v1/nodes/${site.key(1).address}`)).json<{ descriptor: { version: string } }>();
    expect(shown.descriptor.version).toBe("30");
  });

  it("lets the new key start over after a thief of the old one took the highest version there is", async () => {
    const node = site.key(1).address;
    expect(
      (await post("/v1/descriptors", site.descriptor(site.key(1), { version: "18446744073709551615" }))).statusCode,
    ).toBe(202);
    site.put(site.key(1), { key: site.key(2).address, descriptorFloor: 4n });
    expect((await post("/v1/descriptors", site.descriptor(site.key(2), { node, version: "5" }))).statusCode).toBe(202);
    site.clock.pass(1);
    expect((await get(`/v1/nodes/${node}`)).json<{ descriptor: { version: string } }>().descriptor.version).toBe("5");
  });

  it("refuses bodies that are malformed, too large, or no JSON, before anything is checked", async () => {
    const honest = site.descriptor(site.key(1), { version: "5" });
    await refused({ ...honest, extra: 1 }, 400, "MESSAGE_INVALID", /docs\/protocol/);
    await refused(
      { ...honest, body: { ...honest.body, country: "Netherlands" } },
      400,
      "MESSAGE_INVALID",
      /\/body\/country/,
    );
    await refused([], 400, "MESSAGE_INVALID", /descriptor is malformed/);
    await refused("{", 400, "MESSAGE_INVALID", /JSON/);
    await refused("a=1", 400, "MESSAGE_INVALID", /content-type: application\/json/, {
      "content-type": "application/x-www-form-urlencoded",
    });
    await refused({ ...honest, padding: "x".repeat(17_000) }, 413, "BODY_TOO_LARGE", /16 KiB/);
  });
});

describe("POST /v1/attestations", () => {
  const payer = () => site.key(50);
  const node = made(0xaa, 1);
  beforeEach(() => channel(node, payer().address, 1_000_000n));
  const send = (change: object = {}, signer = payer()) =>
    post("/v1/attestations", site.json(site.attestation(signer, node, change)));

  it("keeps an opinion up to what is settled", async () => {
    expect((await send()).statusCode).toBe(202);
    expect(await site.store.attestations()).toEqual([site.attestation(payer(), node)]);
    expect((await get("/v1/stats")).json()).toMatchObject({ attestations: 1 });
  });

  it("refuses one over money that is not settled, over nothing, or from who never paid here", async () => {
    for (const response of [
      await send({ cumulative: 1_000_001n }),
      await send({ cumulative: 0n }),
      await send({}, site.key(51)),
    ])
      expect(response.json()).toMatchObject({
        code: "ATTESTATION_OUT_OF_RANGE",
        status: 400,
        detail: expect.stringMatching(/wait for settlement/) as unknown,
      });
    expect(await site.store.attestations()).toEqual([]);
  });

  it("refuses a signature of somebody else, and a score that was changed on the way", async () => {
    const forged = { ...site.json(site.attestation(site.key(51), node)), payer: payer().address };
    const changed = { ...site.json(site.attestation(payer(), node)), score: 1 };
    for (const payload of [forged, changed])
      expect((await post("/v1/attestations", payload)).json()).toMatchObject({
        code: "ATTESTATION_BAD_SIGNATURE",
        status: 403,
      });
    const above = { ...site.json(site.attestation(payer(), node)), score: 1_000_001 };
    expect((await post("/v1/attestations", above)).json()).toMatchObject({ code: "MESSAGE_INVALID", status: 400 });
  });

  it("takes one a day from a payer for a node", async () => {
    expect((await send()).statusCode).toBe(202);
    expect((await send({ score: 0, periodStart: start + 50 })).json()).toMatchObject({
      code: "ATTESTATION_REPEATED",
      status: 409,
    });
    site.clock.pass(86_399);
    expect((await send({ periodStart: start + 86_399 })).json()).toMatchObject({ code: "ATTESTATION_REPEATED" });
    site.clock.pass(1);
    expect((await send({ periodStart: start + 86_400 })).statusCode).toBe(202);
  });

  it("takes none from the future, and none that is dated back: who paid once would else fill every epoch with opinions of its past", async () => {
    for (const periodStart of [start + 61, start + 86_400, start - 86_401, start - 20_700 * 86_400, 0])
      expect((await send({ periodStart })).json(), String(periodStart - start)).toMatchObject({
        code: "ATTESTATION_NOT_NOW",
        status: 400,
        detail: expect.stringMatching(/sign it anew/) as unknown,
      });
    expect(await site.store.attestations()).toEqual([]);
    expect((await send({ periodStart: start - 86_400 })).statusCode).toBe(202);
    expect((await send({ periodStart: start + 60 })).statusCode).toBe(202);
    expect(await site.store.attestations()).toHaveLength(2);
  });

  it("counts the same one once when it comes many times at once", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => send()));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([202, ...Array.from({ length: 7 }, () => 409)]);
    expect(site.faults).toEqual([]);
  });
});
