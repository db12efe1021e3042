/**
 * A wire schema as docs/protocol.md writes it: `{key: kind, optional?: kind}`, named kinds by their name, `T[1..4]` for lists, `a|b` for choices. A schema that
 * the document writes otherwise than the code has it is found by comparing these texts.
 */
import type { TSchema } from "typebox";
import * as wire from "../../protocol/wire.ts";

/** The named kinds of the document's first table of schemas. */
const kinds = new Map<unknown, string>([
  [wire.AddressText, "address"],
  [wire.HashText, "hash"],
  [wire.SignatureText, "signature"],
  [wire.AmountText, "amount"],
  [wire.CountText, "count"],
  [wire.Time, "time"],
  [wire.Epoch, "epoch"],
  [wire.WireguardKeyText, "wireguardKey"],
]);

/** Schemas that have a line of their own, by the document's name. */
export const named: Readonly<Record<string, TSchema>> = {
  Voucher: wire.VoucherJson,
  Reservation: wire.ReservationJson,
  SessionAuth: wire.SessionAuthJson,
  Quote: wire.QuoteJson,
  Demand: wire.DemandJson,
  ExitPolicy: wire.ExitPolicyJson,
  DescriptorBody: wire.DescriptorBodyJson,
  Descriptor: wire.DescriptorJson,
  Attestation: wire.AttestationJson,
  OpenSession: wire.OpenSessionJson,
  TunnelTerms: wire.TunnelTermsJson,
  SessionOpened: wire.SessionOpenedJson,
  SubmitVoucher: wire.SubmitVoucherJson,
  VoucherTaken: wire.VoucherTakenJson,
  SessionClosed: wire.SessionClosedJson,
  DemandEvent: wire.DemandEventJson,
  RelayDeposit: wire.RelayDepositJson,
  RelayWithdraw: wire.RelayWithdrawJson,
  FinishWithdraw: wire.FinishWithdrawJson,
  TransactionSent: wire.TransactionSentJson,
  WireError: wire.WireErrorJson,
  Evidence: wire.EvidenceJson,
};
/** By content: an optional part is a copy of its schema. */
const nameOf = new Map(Object.entries(named).map(([name, schema]) => [JSON.stringify(schema), name]));

interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: TSchema | readonly TSchema[];
  readonly anyOf?: readonly TSchema[];
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly patternProperties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
}

const range = (low: number | undefined, high: number | undefined): string => `${low ?? 0}..${high ?? ""}`;

export function wireText(schema: TSchema, whole = false): string {
  const kind = kinds.get(schema) ?? (whole ? undefined : nameOf.get(JSON.stringify(schema)));
  if (kind !== undefined) return kind;
  const shape = schema as Shape;
  if (shape.anyOf !== undefined) return shape.anyOf.map((one) => wireText(one)).join(" | ");
  if (shape.const !== undefined) return JSON.stringify(shape.const);
  switch (shape.type) {
    case "object": {
      if (shape.properties === undefined)
        return `{any key: ${Object.values(shape.patternProperties ?? {})
          .map((one) => wireText(one))
          .join(" | ")}}`;
      if (shape.additionalProperties !== false) throw new Error("a wire object takes no unknown keys");
      const keys = Object.entries(shape.properties).map(
        ([key, value]) => `${key}${shape.required?.includes(key) === true ? "" : "?"}: ${wireText(value)}`,
      );
      return `{${keys.join(", ")}}`;
    }
    case "array": {
      const { items } = shape;
      if (Array.isArray(items)) return `[${items.map((one: TSchema) => wireText(one)).join(", ")}]`;
      const one = wireText(items as TSchema);
      return `${one.includes(" | ") ? `(${one})` : one}[${range(shape.minItems, shape.maxItems)}]`;
    }
    case "integer":
      return `int ${range(shape.minimum, shape.maximum)}`;
    case "string":
      return shape.pattern === undefined ? `text ${range(shape.minLength, shape.maxLength)}` : `/${shape.pattern}/`;
    default:
      return shape.type ?? "?";
  }
}

/** The kinds that are text, each with its pattern. */
export const kindText: ReadonlyMap<string, string> = new Map(
  [...kinds].flatMap(([schema, kind]) => {
    const { pattern } = schema as Shape;
    return pattern === undefined ? [] : [[kind, pattern] as const];
  }),
);
