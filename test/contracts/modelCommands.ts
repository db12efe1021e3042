/** What parties may do in the histories of payments.model.test.ts: any call, in any order, also those that the contract refuses. Parties are numbers here. */
import fc from "fast-check";

export const day = 86_400;

const amounts = fc.bigInt({ min: 0n, max: 1_000_000n });
const index = fc.nat({ max: 2 });
const fees = fc.constantFrom<bigint>(0n, 1_000n, 500_000n, 500_001n);
export const commands = fc.oneof(
  fc.record({ kind: fc.constant("deposit" as const), payer: index, owner: fc.nat({ max: 7 }), amount: amounts }),
  fc.record({
    kind: fc.constant("authorize" as const),
    payer: index,
    owner: fc.nat({ max: 7 }),
    amount: amounts,
    // Few, so that one is used again now and then.
    fee: fees,
    salt: fc.nat({ max: 2 }),
  }),
  fc.record({
    kind: fc.constant("reserve" as const),
    payer: index,
    node: index,
    ceiling: amounts,
    ahead: fc.integer({ min: -day, max: 31 * day }),
    epoch: fc.nat({ max: 2 }),
    current: fc.boolean(),
  }),
  // Several items in one call, often of one payer in a row: its account is read once and written once.
  fc.record({
    kind: fc.constant("reserveMany" as const),
    items: fc.array(
      fc.record({
        payer: fc.nat({ max: 3 }),
        node: index,
        more: amounts,
        ahead: fc.integer({ min: day, max: 30 * day }),
      }),
      { minLength: 2, maxLength: 6 },
    ),
  }),
  fc.record({
    kind: fc.constant("settle" as const),
    node: index,
    vouchers: fc.array(fc.tuple(index, amounts), { minLength: 1, maxLength: 4 }),
    collect: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("release" as const),
    node: index,
    payers: fc.array(index, { minLength: 1, maxLength: 3 }),
    operator: fc.nat({ max: 4 }),
  }),
  fc.record({
    kind: fc.constant("releaseByKey" as const),
    node: index,
    payers: fc.array(index, { minLength: 1, maxLength: 3 }),
    /** Whose key: mostly the node's own. */
    by: fc.nat({ max: 5 }),
  }),
  fc.record({
    kind: fc.constant("reclaim" as const),
    node: index,
    payers: fc.array(index, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant("request" as const), payer: index, owner: fc.nat({ max: 4 }), amount: amounts }),
  // By the payer itself, or by another one.
  fc.record({ kind: fc.constant("requestAsPayer" as const), payer: index, by: fc.nat({ max: 7 }), amount: amounts }),
  fc.record({
    kind: fc.constant("permit" as const),
    payer: index,
    owner: fc.nat({ max: 7 }),
    amount: amounts,
    /** Good, brought to the token by somebody else before, or signed by nobody who matters. */
    how: fc.constantFrom("good" as const, "brought" as const, "forged" as const),
  }),
  fc.record({
    kind: fc.constant("requestSigned" as const),
    payer: index,
    /** Of payers and funder; beyond them the payer itself. */
    signer: fc.nat({ max: 7 }),
    amount: amounts,
    fee: fees,
    nonceOff: fc.nat({ max: 6 }),
    late: fc.nat({ max: 6 }),
  }),
  fc.record({ kind: fc.constant("withdraw" as const), payer: index }),
  fc.record({ kind: fc.constant("collect" as const), node: index }),
  fc.record({ kind: fc.constant("collectFees" as const), nodes: fc.array(index, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant("wait" as const), seconds: fc.nat({ max: 3 * day }) }),
);
export type Command = typeof commands extends fc.Arbitrary<infer Value> ? Value : never;
