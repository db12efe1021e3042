import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLogger, type Logger } from "../../runtime/logger.ts";

/** What a logger at level debug writes for these calls. */
function written(work: (logger: Logger) => void): string {
  let text = "";
  work(
    createLogger({
      level: "debug",
      destination: {
        write: (line: string) => {
          text += line;
        },
      },
    }),
  );
  return text;
}

const secret = fc.string({
  minLength: 16,
  maxLength: 40,
  unit: fc.constantFrom(..."abcdefghijkmnpqrstuvwxyzABCDEFG23456789"),
});
const secretName = fc.constantFrom(
  ...["password", "passphrase", "privateKey", "private_key", "token", "accessToken", "mnemonic", "clientSecret"],
  ...["authorization", "Proxy-Authorization", "proxyAuthorization", "cookie", "key", "credentials"],
);
/** Puts a value somewhere inside: under other keys, in lists, as deep as log entries go. */
const buried = (value: unknown, path: readonly string[]): unknown =>
  path.reduceRight((inner, name): unknown => (name === "[]" ? [1, inner] : { [name]: inner }), value);
const path = fc.array(fc.constantFrom("data", "config", "[]", "node", "cause"), { maxLength: 5 });
const levels = ["debug", "info", "warn", "error"] as const;

describe("a log line", () => {
  it("shows no value of a secret's name, at any depth and level", () => {
    fc.assert(
      fc.property(secret, secretName, path, fc.constantFrom(...levels), (value, name, way, level) => {
        const text = written((logger) => logger[level]({ entry: buried({ [name]: value }, way) }, "said"));
        expect(text).toContain("said");
        expect(text).not.toContain(value);
      }),
    );
  });

  it("shows no private key, no credentials and nothing of an endpoint's address but its host, in any text", () => {
    const key = fc.string({ minLength: 64, maxLength: 64, unit: fc.constantFrom(..."0123456789abcdef") });
    fc.assert(
      fc.property(key, secret, path, (hex, word, way) => {
        const texts = [
          `could not sign with 0x${hex}.`,
          `key=${hex}`,
          `https://rpc.example/v3/${word}`,
          `https://user:${word}@rpc.example:8545/`,
          `URL: https://rpc.example/?apikey=${word} failed`,
          `Proxy-Authorization: Basic ${word}`,
          `sent bearer ${word}`,
        ];
        for (const said of texts) {
          const text = written((logger) => {
            logger.warn({ text: buried(said, way) }, "as a value");
            logger.warn({ error: new Error(said) }, "as an error");
            logger.warn({ error: new Error("outer", { cause: new Error(said) }) }, "as a cause");
            logger.warn({}, said);
          });
          expect(text).not.toContain(word);
          expect(text).not.toContain(hex);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("keeps what helps: hosts, hashes of transactions, addresses, codes, sums", () => {
    const hash = `0x${"ab".repeat(32)}`;
    const address = `0x${"cd".repeat(20)}`;
    const text = written((logger) =>
      logger.info(
        {
          ...{ transactionHash: hash, node: address, amount: 123n, indexer: "https://indexer.example:8080/" },
          error: Object.assign(new Error("it is away"), { code: "CHAIN_RPC_UNREACHABLE" }),
        },
        "settled",
      ),
    );
    for (const kept of [hash, address, '"123"', "https://indexer.example:8080/", "CHAIN_RPC_UNREACHABLE", "it is away"])
      expect(text).toContain(kept);
    expect(text).not.toContain("    at ");
  });

  it("is written only from its level up, and a value that goes in circles ends", () => {
    const circle: Record<string, unknown> = {};
    circle.again = circle;
    expect(written((logger) => logger.info({ circle }, "round"))).toContain("round");
    let lines = "";
    const quiet = createLogger({
      level: "warn",
      destination: {
        write: (line: string) => {
          lines += line;
        },
      },
    });
    quiet.info({}, "not this");
    quiet.warn({}, "but this");
    expect(lines).not.toContain("not this");
    expect(lines).toContain("but this");
  });
});
