/**
 * Writes test/vectors/eip712.json: `node test/vectors/generate.ts`. It uses ethers only, so the vectors come from an implementation that is not ours; the
 * tests check ours, viem, ethers and the contracts against the file.
 */
import { writeFileSync } from "node:fs";
import { AbiCoder, concat, getBytes, keccak256, Signature, TypedDataEncoder, toBeHex, toUtf8Bytes, Wallet } from "ethers";

const payerKey = `0x${"a1".repeat(32)}`;
const nodeKey = `0x${"b2".repeat(32)}`;
const operatorKey = `0x${"c3".repeat(32)}`;
const lower = (text: string) => text.toLowerCase();
const addressOf = (key: string) => lower(new Wallet(key).address);
const payer = addressOf(payerKey);
const node = addressOf(nodeKey);
const operator = addressOf(operatorKey);
const word = (byte: string) => `0x${byte.repeat(32)}`;

const domains = {
  payments: {
    name: "Turnpike Payments",
    version: "1",
    chainId: 31_337,
    verifyingContract: "0x1111111111111111111111111111111111111111",
  },
  node: {
    name: "Turnpike Node",
    version: "1",
    chainId: 31_337,
    verifyingContract: "0x2222222222222222222222222222222222222222",
  },
};

type Field = readonly [type: string, name: string, value: string];
const cases: readonly (readonly [type: string, domain: keyof typeof domains, key: string, fields: readonly Field[]])[] = [
  ["Voucher", "payments", payerKey, [["address", "node", node], ["uint96", "cumulative", "123456789"]]],
  ["Voucher", "payments", payerKey, [["address", "node", node], ["uint96", "cumulative", "0"]]],
  ["Voucher", "payments", payerKey, [["address", "node", node], ["uint96", "cumulative", (2n ** 96n - 1n).toString()]]],
  [
    "Reservation",
    "payments",
    payerKey,
    [
      ["address", "node", node],
      ["uint96", "ceiling", "5000000"],
      ["uint40", "expiresAt", "1900000000"],
      ["uint24", "epoch", "7"],
    ],
  ],
  [
    "WithdrawRequest",
    "payments",
    payerKey,
    [
      ["address", "payer", payer],
      ["uint96", "amount", "900000"],
      ["uint96", "relayFee", "1000"],
      ["uint24", "nonce", "3"],
      ["uint40", "deadline", "1900000000"],
    ],
  ],
  [
    "SessionAuth",
    "payments",
    payerKey,
    [
      ["address", "node", node],
      ["bytes32", "tlsExporter", word("e4")],
      ["bytes32", "nonce", word("05")],
      ["uint40", "validUntil", "1900000000"],
    ],
  ],
  [
    "Attestation",
    "payments",
    payerKey,
    [
      ["address", "node", node],
      ["uint96", "cumulative", "123456789"],
      ["uint32", "score", "987654"],
      ["uint40", "periodStart", "1890000000"],
    ],
  ],
  [
    "NodeKey",
    "node",
    nodeKey,
    [
      ["address", "operator", operator],
      ["address", "node", node],
      ["uint40", "deadline", "1900000000"],
    ],
  ],
  [
    "Quote",
    "node",
    nodeKey,
    [
      ["address", "node", node],
      ["address", "payer", payer],
      ["bytes32", "nonce", word("17")],
      ["uint96", "pricePerGB", "100000"],
      ["uint40", "validFrom", "1890000000"],
      ["uint40", "validUntil", "1890043200"],
      ["uint8", "transport", "1"],
      ["bytes32", "descriptorHash", word("d5")],
    ],
  ],
  [
    "Demand",
    "node",
    nodeKey,
    [
      ["bytes32", "quoteHash", word("9a")],
      ["uint64", "sequence", "12"],
      ["uint64", "bytesTotal", "4294967297"],
      ["uint96", "amount", "429497"],
    ],
  ],
  [
    "Descriptor",
    "node",
    nodeKey,
    [
      ["address", "node", node],
      ["uint64", "version", "1795532361"],
      ["uint40", "validUntil", "1795618761"],
      ["bytes32", "bodyHash", word("b0")],
    ],
  ],
];

const messages = cases.map(([type, domain, key, list]) => {
  const types = { [type]: list.map(([fieldType, name]) => ({ type: fieldType, name })) };
  const message = Object.fromEntries(list.map(([, name, value]) => [name, value]));
  const encoder = TypedDataEncoder.from(types);
  const digest = TypedDataEncoder.hash(domains[domain], types, message);
  const signature = new Wallet(key).signingKey.sign(digest);
  return {
    type,
    domain,
    typeString: encoder.encodeType(type),
    typeHash: keccak256(toUtf8Bytes(encoder.encodeType(type))),
    message,
    structHash: encoder.hash(message),
    digest,
    signer: addressOf(key),
    privateKey: key,
    signature: signature.serialized,
    compact: { r: signature.r, vs: signature.yParityAndS },
  };
});

const packed = (parts: readonly (readonly [value: string, size: number])[]) =>
  concat(parts.map(([value, size]) => toBeHex(BigInt(value), size)));
const items = {
  voucher: messages
    .filter(({ type }) => type === "Voucher")
    .map(({ message, signature, compact }) => ({
      cumulative: message.cumulative,
      signature,
      item: concat([packed([[message.cumulative ?? "", 12]]), compact.r, compact.vs]),
    })),
  reservation: messages
    .filter(({ type }) => type === "Reservation")
    .map(({ message, signature, compact }) => ({
      message,
      signature,
      item: concat([
        message.node ?? "",
        packed([
          [message.ceiling ?? "", 12],
          [message.expiresAt ?? "", 5],
          [message.epoch ?? "", 3],
        ]),
        compact.r,
        compact.vs,
      ]),
    })),
};

const token = { name: "Test Dollar", version: "1", chainId: 31_337, verifyingContract: `0x${"33".repeat(20)}` };
const deposit = { payer, owner: operator, relayFee: "1000", salt: word("5a") };
const depositNonce = keccak256(
  AbiCoder.defaultAbiCoder().encode(
    ["address", "address", "uint96", "bytes32"],
    [deposit.payer, deposit.owner, deposit.relayFee, deposit.salt],
  ),
);
const transfer = {
  from: payer,
  to: domains.payments.verifyingContract,
  value: "2000000",
  validAfter: "0",
  validBefore: "1900000000",
  nonce: depositNonce,
};
const transferTypes = {
  ReceiveWithAuthorization: [
    { type: "address", name: "from" },
    { type: "address", name: "to" },
    { type: "uint256", name: "value" },
    { type: "uint256", name: "validAfter" },
    { type: "uint256", name: "validBefore" },
    { type: "bytes32", name: "nonce" },
  ],
};
const depositDigest = TypedDataEncoder.hash(token, transferTypes, transfer);

const vectors = {
  payments: { ...domains.payments, separator: TypedDataEncoder.hashDomain(domains.payments) },
  node: { ...domains.node, separator: TypedDataEncoder.hashDomain(domains.node) },
  messages,
  items,
  deposit: {
    token,
    terms: { from: payer, amount: "2000000", validAfter: 0, validBefore: 1_900_000_000, ...deposit },
    nonce: depositNonce,
    digest: depositDigest,
    signature: Signature.from(new Wallet(payerKey).signingKey.sign(getBytes(depositDigest))).serialized,
    privateKey: payerKey,
  },
};
writeFileSync(new URL("eip712.json", import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
