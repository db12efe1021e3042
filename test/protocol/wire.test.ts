import type { TSchema } from "typebox";
import { describe, expect, it } from "vitest";
import { ProtocolError } from "../../protocol/errors.ts";
import {
  AttestationJson,
  DemandEventJson,
  DemandJson,
  DescriptorJson,
  OpenSessionJson,
  parseMessage,
  QuoteJson,
  RelayDepositJson,
  RelayWithdrawJson,
  ReservationJson,
  SessionAuthJson,
  SessionClosedJson,
  SessionOpenedJson,
  SubmitVoucherJson,
  TransactionSentJson,
  VoucherJson,
  VoucherTakenJson,
  WireErrorJson,
} from "../../protocol/wire.ts";

const address = `0x${"ab".repeat(20)}`;
const hash = `0x${"cd".repeat(32)}`;
const signature = `0x${"ef".repeat(65)}`;
const time = 1_900_000_000;
const voucher = { cumulative: "100", signature };
const reservation = { ceiling: "5000000", expiresAt: time, epoch: 7, signature };
const auth = { payer: address, nonce: hash, validUntil: time, signature };
const quote = {
  node: address,
  payer: address,
  nonce: hash,
  pricePerGB: "100000",
  validFrom: time,
  validUntil: time,
  transport: 1,
  descriptorHash: hash,
  signature,
};
const demand = { quoteHash: hash, sequence: "1", bytesTotal: "262144", amount: "27", signature };
const body = {
  endpoint: { host: "203.0.113.7", port: 443 },
  certificateSha256: "ab".repeat(32),
  transports: ["https"],
  pricePerGB: "100000",
  country: "NL",
  capacityMbps: 100,
  exitPolicy: { preset: "reduced", rules: [{ action: "accept", protocol: "tcp", ports: [22, 22] }] },
  labAllow: [],
};
const descriptor = { node: address, version: "12", validUntil: time, body, signature };
const authorization = {
  from: address,
  payer: address,
  owner: address,
  amount: "1",
  relayFee: "0",
  validAfter: 0,
  validBefore: time,
  salt: hash,
  signature,
};
const request = { payer: address, amount: "1", relayFee: "0", nonce: 0, deadline: time, signature };

const messages: readonly (readonly [string, TSchema, object])[] = [
  ["voucher", VoucherJson, voucher],
  ["reservation", ReservationJson, reservation],
  ["session proof", SessionAuthJson, auth],
  ["quote", QuoteJson, quote],
  ["demand", DemandJson, demand],
  ["descriptor", DescriptorJson, descriptor],
  [
    "attestation",
    AttestationJson,
    { payer: address, node: address, cumulative: "1", score: 1_000_000, periodStart: time, signature },
  ],
  ["session request", OpenSessionJson, { auth, bestVoucher: voucher, reservation }],
  [
    "session answer",
    SessionOpenedJson,
    {
      session: "A".repeat(22),
      token: "_".repeat(43),
      quote,
      descriptor,
      bestVoucher: voucher,
      channel: { epoch: 0, expiresAt: 0, locked: "0", settled: "0" },
      terms: { unreservedLimit: "20000", allowanceBytes: "1048576", softDepth: 2 },
    },
  ],
  ["voucher submission", SubmitVoucherJson, { sequence: "1", ...voucher }],
  ["voucher answer", VoucherTakenJson, { bestVoucher: voucher, allowanceBytes: "0" }],
  ["close answer", SessionClosedJson, { demand, bestVoucher: voucher }],
  ["demand event", DemandEventJson, { type: "demand", demand, bestVoucher: voucher }],
  ["allowance event", DemandEventJson, { type: "allowance", allowanceBytes: "0", paused: true }],
  ["reserve event", DemandEventJson, { type: "reserve", reason: "the claim grew", ceiling: "80000" }],
  ["end event", DemandEventJson, { type: "end", code: "PAYMENT_REQUIRED", message: "the window is used up" }],
  ["keepalive event", DemandEventJson, { type: "keepalive" }],
  ["deposit", RelayDepositJson, { auth, authorization }],
  ["withdraw request", RelayWithdrawJson, { auth, request }],
  ["transaction", TransactionSentJson, { transactionHash: hash }],
  ["error", WireErrorJson, { error: { code: "X", message: "y", data: { a: 1, b: "c", d: null }, retryable: false } }],
];

type Path = readonly (string | number)[];
/** Every place in a message, depth first. */
function places(value: unknown, at: Path = []): Path[] {
  if (value === null || typeof value !== "object") return [at];
  return [at, ...Object.entries(value).flatMap(([key, entry]) => places(entry, [...at, key]))];
}
/** A copy with one place changed; `undefined` takes it out. */
function changed(value: unknown, [first, ...rest]: Path, change: (old: unknown) => unknown): unknown {
  if (first === undefined) return change(value);
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...(value as object) };
  const next = changed((value as Record<string, unknown>)[first], rest, change);
  if (next === undefined && !Array.isArray(copy)) delete copy[first];
  else (copy as Record<string, unknown>)[first] = next;
  return copy;
}
const refuses = (schema: TSchema, value: unknown, why: string) => {
  expect(() => parseMessage(schema, value, "message"), `${why}: ${JSON.stringify(value)?.slice(0, 300)}`).toThrowError(
    expect.objectContaining({ code: "MESSAGE_INVALID" }),
  );
};
/** The data of an error is the one open record; what may be null is said by the schema. */
const isOpen = (path: Path) => path[1] === "data";
const mayBeNull = new Set(["bestVoucher", "reservation", "demand"]);

describe.each(messages)("the message %s", (name, schema, good) => {
  it("is taken as it is, after a round through JSON", () => {
    expect(parseMessage(schema, JSON.parse(JSON.stringify(good)), name)).toEqual(good);
  });

  it("with an unknown key anywhere is refused", () => {
    for (const path of places(good)) {
      if (isOpen(path)) continue;
      const value = changed(good, path, (old) =>
        old !== null && typeof old === "object" && !Array.isArray(old) ? { ...old, more: 1 } : old,
      );
      if (JSON.stringify(value) !== JSON.stringify(good)) refuses(schema, value, path.join("."));
    }
  });

  it("with any key missing is refused", () => {
    for (const path of places(good)) {
      const last = path.at(-1);
      if (last === undefined || (isOpen(path) && path.length > 2) || /^\d+$/.test(String(last))) continue;
      refuses(
        schema,
        changed(good, path, () => undefined),
        `without ${path.join(".")}`,
      );
    }
  });

  it("with a value of another kind anywhere is refused", () => {
    for (const path of places(good)) {
      if (isOpen(path) && path.length > 2) continue;
      for (const other of [null, true, -1, 1.5, "", " ", "-1", {}, [[]], Number.NaN, "9".repeat(80)]) {
        const last = String(path.at(-1));
        if (other === null && mayBeNull.has(last)) continue;
        if (last === "paused" || last === "retryable" ? other === true : false) continue;
        // Words for people are free, up to their length.
        if (["reason", "message", "code"].includes(last) && typeof other === "string") continue;
        if (last === "host" && typeof other === "string" && other !== "") continue;
        if (last === "data" && JSON.stringify(other) === "{}") continue;
        refuses(
          schema,
          changed(good, path, () => other),
          path.join("."),
        );
      }
    }
  });

  it("is no other thing", () => {
    for (const other of [null, undefined, [], "", 0, "{}", [good]]) refuses(schema, other, "instead");
  });
});

describe("the limits of the wire", () => {
  it.each<readonly [string, TSchema, object]>([
    ["an amount of 30 digits", VoucherJson, { ...voucher, cumulative: "1".repeat(30) }],
    ["an amount with a leading zero", VoucherJson, { ...voucher, cumulative: "01" }],
    ["an amount as a number", VoucherJson, { ...voucher, cumulative: 100 }],
    ["an amount with an exponent", VoucherJson, { ...voucher, cumulative: "1e3" }],
    ["an amount with a line end", VoucherJson, { ...voucher, cumulative: "100\n" }],
    ["a count of 21 digits", DemandJson, { ...demand, bytesTotal: "1".repeat(21) }],
    ["a signature of 64 bytes", VoucherJson, { ...voucher, signature: `0x${"ef".repeat(64)}` }],
    ["a signature of 66 bytes", VoucherJson, { ...voucher, signature: `0x${"ef".repeat(66)}` }],
    ["a signature in upper case", VoucherJson, { ...voucher, signature: `0x${"EF".repeat(65)}` }],
    ["an address in mixed case", SessionAuthJson, { ...auth, payer: `0x${"Ab".repeat(20)}` }],
    ["an epoch of 2^24", ReservationJson, { ...reservation, epoch: 2 ** 24 }],
    ["a time of 2^40", ReservationJson, { ...reservation, expiresAt: 2 ** 40 }],
    ["transport 0", QuoteJson, { ...quote, transport: 0 }],
    ["transport 256", QuoteJson, { ...quote, transport: 256 }],
    ["a nonce of 2^24", RelayWithdrawJson, { auth, request: { ...request, nonce: 2 ** 24 } }],
    [
      "a host of 254 characters",
      DescriptorJson,
      { ...descriptor, body: { ...body, endpoint: { host: "a".repeat(254), port: 1 } } },
    ],
    ["port 0", DescriptorJson, { ...descriptor, body: { ...body, endpoint: { host: "a", port: 0 } } }],
    ["port 65536", DescriptorJson, { ...descriptor, body: { ...body, endpoint: { host: "a", port: 65_536 } } }],
    ["no transport", DescriptorJson, { ...descriptor, body: { ...body, transports: [] } }],
    ["an unknown transport", DescriptorJson, { ...descriptor, body: { ...body, transports: ["quic"] } }],
    ["five transports", DescriptorJson, { ...descriptor, body: { ...body, transports: Array(5).fill("https") } }],
    ["no capacity", DescriptorJson, { ...descriptor, body: { ...body, capacityMbps: 0 } }],
    ["a country in lower case", DescriptorJson, { ...descriptor, body: { ...body, country: "nl" } }],
    ["seventeen lab networks", DescriptorJson, { ...descriptor, body: { ...body, labAllow: Array(17).fill("::/0") } }],
    [
      "an unknown preset",
      DescriptorJson,
      { ...descriptor, body: { ...body, exitPolicy: { preset: "all", rules: [] } } },
    ],
    [
      "65 rules",
      DescriptorJson,
      {
        ...descriptor,
        body: { ...body, exitPolicy: { preset: "open", rules: Array(65).fill(body.exitPolicy.rules[0]) } },
      },
    ],
    ["an event of an unknown type", DemandEventJson, { type: "pay" }],
    ["an event with the fields of another", DemandEventJson, { type: "keepalive", demand }],
    ["a reason of 201 characters", DemandEventJson, { type: "reserve", reason: "a".repeat(201), ceiling: "1" }],
    [
      "nested data in an error",
      WireErrorJson,
      { error: { code: "X", message: "y", data: { a: {} }, retryable: true } },
    ],
  ])("refuse %s", (_name, schema, value) => {
    refuses(schema, value, "limit");
  });

  it("let null stand for what is not there yet", () => {
    parseMessage(OpenSessionJson, { auth, bestVoucher: null, reservation: null }, "session request");
    parseMessage(SessionClosedJson, { demand: null, bestVoucher: null }, "close answer");
  });

  it("refuse with the place of the fault and where to read on, and without what was sent", () => {
    const secret = "a-token-that-must-not-be-shown";
    const bad = { auth: { ...auth, nonce: secret }, bestVoucher: null, reservation: null };
    const read = () => parseMessage(OpenSessionJson, bad, "session request");
    expect(read).toThrowError(ProtocolError);
    expect(read).toThrowError(
      expect.objectContaining({
        message: expect.stringMatching(/^session request is malformed at "\/auth\/nonce": .*; see docs\/protocol\.md$/),
        data: { message: "session request", at: "/auth/nonce" },
      }),
    );
    expect(read).not.toThrowError(secret);
  });
});
