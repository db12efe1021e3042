import { createHash, randomBytes } from "node:crypto";
import { type QuotedTransport, quoteSeconds, transportNumbers } from "../protocol/constants.ts";
import { type Descriptor, descriptorHash } from "../protocol/descriptor.ts";
import type { Domain } from "../protocol/domain.ts";
import { type ExitSession, newExitSession } from "../protocol/exitSession.ts";
import type { Address, Hash } from "../protocol/ids.ts";
import { quoteHash, signQuote } from "../protocol/quote.ts";
import { type PricePerGB, parseDecimal, pricePerGB, unixSeconds } from "../protocol/units.ts";
import type { Gate } from "./dataplane/gate.ts";
import type { Session, SessionsOptions } from "./session.ts";

export const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

export const priceOf = (offer: Descriptor): PricePerGB => pricePerGB(parseDecimal(offer.body.pricePerGB));

/** A session as it begins, with a quote of its own: random nonce, counters from zero, never resumed. The token is given out once and not kept. */
export function newSession(
  options: Pick<SessionsOptions, "clock" | "descriptor" | "node" | "sign">,
  signing: Domain,
  terms: {
    readonly payer: Address;
    readonly transport: QuotedTransport;
    readonly floor: boolean;
    readonly facts: Pick<ExitSession, "coverage" | "owedElsewhere" | "mayDemand">;
    readonly gate: Gate;
  },
): { readonly session: Session; readonly token: string } {
  const { payer, floor, facts, gate } = terms;
  const offer = options.descriptor();
  const price = priceOf(offer);
  const now = options.clock.nowSeconds();
  const quote = signQuote(
    signing,
    {
      node: options.node,
      payer,
      nonce: `0x${randomBytes(32).toString("hex")}` as Hash,
      pricePerGB: price,
      validFrom: now,
      validUntil: unixSeconds(now + quoteSeconds),
      transport: transportNumbers[terms.transport],
      descriptorHash: descriptorHash(offer),
    },
    options.sign,
  );
  const token = randomBytes(32).toString("base64url");
  const session: Session = {
    id: randomBytes(16).toString("base64url"),
    tokenHash: hashOf(token),
    payer,
    quote,
    quoteHash: quoteHash(quote),
    gate,
    listeners: new Set(),
    floor,
    machine: newExitSession(price, { ...facts, floor }, terms.transport !== "https"),
    seat: undefined,
    demand: undefined,
    signed: undefined,
    closingAt: undefined,
    activeAt: now,
  };
  return { session, token };
}
