/**
 * JSON of the wire: schemas with size limits (unknown keys refused), and the one way from JSON into checked-shape types. Codes: `MESSAGE_INVALID`.
 * Amounts are decimal strings; types inside are branded integers.
 */
import { type Static, type TSchema, Type } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import { ProtocolError } from "./errors.ts";

const strict = { additionalProperties: false } as const;
export const AddressText = Type.String({ pattern: "^0x[0-9a-f]{40}$" });
export const HashText = Type.String({ pattern: "^0x[0-9a-f]{64}$" });
export const SignatureText = Type.String({ pattern: "^0x[0-9a-f]{130}$" });
/** Up to uint96 and uint64: 29 and 20 digits. The units hold them to the exact limit. */
export const AmountText = Type.String({ pattern: "^(0|[1-9][0-9]{0,28})$" });
export const CountText = Type.String({ pattern: "^(0|[1-9][0-9]{0,19})$" });
export const Time = Type.Integer({ minimum: 0, maximum: 2 ** 40 - 1 });
export const Epoch = Type.Integer({ minimum: 0, maximum: 2 ** 24 - 1 });

export const VoucherJson = Type.Object({ cumulative: AmountText, signature: SignatureText }, strict);
export const ReservationJson = Type.Object(
  { ceiling: AmountText, expiresAt: Time, epoch: Epoch, signature: SignatureText },
  strict,
);
export const SessionAuthJson = Type.Object(
  { payer: AddressText, nonce: HashText, validUntil: Time, signature: SignatureText },
  strict,
);
export const QuoteJson = Type.Object(
  {
    node: AddressText,
    payer: AddressText,
    nonce: HashText,
    pricePerGB: AmountText,
    validFrom: Time,
    validUntil: Time,
    transport: Type.Integer({ minimum: 1, maximum: 255 }),
    descriptorHash: HashText,
    signature: SignatureText,
  },
  strict,
);
export const DemandJson = Type.Object(
  { quoteHash: HashText, sequence: CountText, bytesTotal: CountText, amount: AmountText, signature: SignatureText },
  strict,
);
/** A file of evidence: what the registry judges, and which registry that is. */
export const EvidenceJson = Type.Object(
  {
    chainId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    nodeRegistry: AddressText,
    quote: QuoteJson,
    demands: Type.Array(DemandJson, { minItems: 1, maxItems: 2 }),
  },
  strict,
);

/** A Curve25519 public key as WireGuard writes it: 32 bytes in canonical base64. */
export const WireguardKeyText = Type.String({ pattern: "^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$" });
const Port = Type.Integer({ minimum: 1, maximum: 65_535 });
export const ExitPolicyJson = Type.Object(
  {
    preset: Type.Union([Type.Literal("web-only"), Type.Literal("reduced"), Type.Literal("open")]),
    rules: Type.Array(
      Type.Object(
        {
          action: Type.Union([Type.Literal("accept"), Type.Literal("reject")]),
          protocol: Type.Union([Type.Literal("tcp"), Type.Literal("udp"), Type.Literal("any")]),
          ports: Type.Tuple([Port, Port]),
        },
        strict,
      ),
      { maxItems: 64 },
    ),
  },
  strict,
);
export const DescriptorBodyJson = Type.Object(
  {
    endpoint: Type.Object({ host: Type.String({ minLength: 1, maxLength: 253 }), port: Port }, strict),
    certificateSha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
    transports: Type.Array(
      Type.Union([Type.Literal("https"), Type.Literal("wireguard"), Type.Literal("wireguard+https")]),
      { minItems: 1, maxItems: 4 },
    ),
    pricePerGB: AmountText,
    country: Type.String({ pattern: "^[A-Z]{2}$" }),
    capacityMbps: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    exitPolicy: ExitPolicyJson,
    labAllow: Type.Array(Type.String({ maxLength: 49 }), { maxItems: 16 }),
    wireguard: Type.Optional(Type.Object({ publicKey: WireguardKeyText, port: Port }, strict)),
  },
  strict,
);
export const DescriptorJson = Type.Object(
  { node: AddressText, version: CountText, validUntil: Time, body: DescriptorBodyJson, signature: SignatureText },
  strict,
);
export const AttestationJson = Type.Object(
  {
    payer: AddressText,
    node: AddressText,
    cumulative: AmountText,
    score: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    periodStart: Time,
    signature: SignatureText,
  },
  strict,
);

const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const OpenSessionJson = Type.Object(
  {
    auth: SessionAuthJson,
    bestVoucher: nullable(VoucherJson),
    reservation: nullable(ReservationJson),
    wireguard: Type.Optional(Type.Object({ publicKey: WireguardKeyText }, strict)),
  },
  strict,
);
/** How a client of the WireGuard transport sets its interface up; key and endpoint of the exit are in its signed descriptor. */
export const TunnelTermsJson = Type.Object(
  {
    address4: Type.String({ pattern: "^[0-9]{1,3}(\\.[0-9]{1,3}){3}$" }),
    address6: Type.String({ pattern: "^[0-9a-f:]{2,39}$" }),
    dns: Type.Array(Type.String({ pattern: "^[0-9a-f.:]{2,45}$" }), { minItems: 1, maxItems: 4 }),
    mtu: Type.Integer({ minimum: 1_280, maximum: 9_000 }),
  },
  strict,
);
export const SessionOpenedJson = Type.Object(
  {
    session: Type.String({ pattern: "^[A-Za-z0-9_-]{22}$" }),
    token: Type.String({ pattern: "^[A-Za-z0-9_-]{43}$" }),
    quote: QuoteJson,
    descriptor: DescriptorJson,
    bestVoucher: nullable(VoucherJson),
    channel: Type.Object({ epoch: Epoch, expiresAt: Time, locked: AmountText, settled: AmountText }, strict),
    terms: Type.Object(
      {
        unreservedLimit: AmountText,
        allowanceBytes: CountText,
        softDepth: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
      },
      strict,
    ),
    wireguard: Type.Optional(TunnelTermsJson),
  },
  strict,
);
export const SubmitVoucherJson = Type.Object(
  { sequence: CountText, cumulative: AmountText, signature: SignatureText },
  strict,
);
export const VoucherTakenJson = Type.Object({ bestVoucher: VoucherJson, allowanceBytes: CountText }, strict);
export const SessionClosedJson = Type.Object(
  { demand: nullable(DemandJson), bestVoucher: nullable(VoucherJson) },
  strict,
);
export const DemandEventJson = Type.Union([
  Type.Object({ type: Type.Literal("demand"), demand: DemandJson, bestVoucher: nullable(VoucherJson) }, strict),
  Type.Object({ type: Type.Literal("allowance"), allowanceBytes: CountText, paused: Type.Boolean() }, strict),
  Type.Object({ type: Type.Literal("reserve"), reason: Type.String({ maxLength: 200 }), ceiling: AmountText }, strict),
  Type.Object(
    { type: Type.Literal("end"), code: Type.String({ maxLength: 64 }), message: Type.String({ maxLength: 500 }) },
    strict,
  ),
  Type.Object({ type: Type.Literal("keepalive") }, strict),
]);
export const RelayDepositJson = Type.Object(
  {
    auth: SessionAuthJson,
    authorization: Type.Object(
      {
        from: AddressText,
        payer: AddressText,
        owner: AddressText,
        amount: AmountText,
        relayFee: AmountText,
        validAfter: Time,
        validBefore: Time,
        salt: HashText,
        signature: SignatureText,
      },
      strict,
    ),
  },
  strict,
);
export const RelayWithdrawJson = Type.Object(
  {
    auth: SessionAuthJson,
    request: Type.Object(
      {
        payer: AddressText,
        amount: AmountText,
        relayFee: AmountText,
        nonce: Type.Integer({ minimum: 0, maximum: 2 ** 24 - 1 }),
        deadline: Time,
        signature: SignatureText,
      },
      strict,
    ),
  },
  strict,
);
export const FinishWithdrawJson = Type.Object({ auth: SessionAuthJson }, strict);
export const TransactionSentJson = Type.Object({ transactionHash: HashText }, strict);
export const WireErrorJson = Type.Object(
  {
    error: Type.Object(
      {
        code: Type.String({ maxLength: 64 }),
        message: Type.String({ maxLength: 1000 }),
        data: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])),
        retryable: Type.Boolean(),
      },
      strict,
    ),
  },
  strict,
);

export type OpenSession = Static<typeof OpenSessionJson>;
export type TunnelTerms = Static<typeof TunnelTermsJson>;
export type SessionOpened = Static<typeof SessionOpenedJson>;
export type DemandEvent = Static<typeof DemandEventJson>;
export type VoucherMessage = Static<typeof VoucherJson>;

/** Schemas are constants, so what is compiled from them is one too: a compiled check costs a tenth of an interpreted one, and every voucher needs several. */
const validators = new WeakMap<TSchema, Validator>();

function validatorOf(schema: TSchema): Validator {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const made = Compile(schema);
  validators.set(schema, made);
  return made;
}

/** Checks untrusted JSON against a schema and says the first thing that is wrong, with its place. */
export function parseMessage<T extends TSchema>(schema: T, value: unknown, name: string): Static<T> {
  const validator = validatorOf(schema);
  if (validator.Check(value)) return value as Static<T>;
  const first = validator.Errors(value)[0];
  throw new ProtocolError(
    "MESSAGE_INVALID",
    `${name} is malformed at "${first?.instancePath || "/"}": ${first?.message ?? "wrong shape"}; see docs/protocol.md`,
    {
      message: name,
      at: first?.instancePath ?? "/",
    },
  );
}
