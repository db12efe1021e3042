import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { turnpike } from "../support/cli.ts";
import { chainRefusals } from "./badInput/chain.ts";
import { clientRefusals } from "./badInput/client.ts";
import { operatorRefusals } from "./badInput/operator.ts";
import { Place } from "./badInput/place.ts";
import { serviceRefusals } from "./badInput/services.ts";
import { storeRefusals } from "./badInput/stores.ts";

describe("the command line refuses with a code, a sentence and an exit code, and leaves everything as it was", () => {
  const place = new Place();
  beforeAll(() => place.open());
  afterAll(() => place.market.close());

  describe("for the chain", () => chainRefusals(place));
  describe("for keys and stores", () => storeRefusals(place));
  describe("for the client", () => clientRefusals(place));
  describe("for an operator", () => operatorRefusals(place));
  describe("for the local chain and the indexer", () => serviceRefusals(place));

  it("shows usage for a verb or an option that it does not know", async () => {
    const verb = await turnpike(["conect"]);
    expect(verb.code).toBe(2);
    expect(verb.stderr).toContain("unknown command 'conect'");
    expect(verb.stderr).toContain("Did you mean connect?");
    const option = await turnpike(["connect", "--sox", "1"]);
    expect(option.code).toBe(2);
    expect(option.stderr).toContain("unknown option '--sox'");
    for (const args of [["connect", "--sox", "1"], ["wallet", "deposit"], ["node", "init"], ["nothing"]]) {
      const asJson = await turnpike([...args, "--json"]);
      expect(asJson).toMatchObject({ code: 2, error: { code: "COMMAND_LINE_INVALID" } });
    }
    expect((await turnpike(["wallet", "deposit", "--help"])).code).toBe(0);
  });
});
