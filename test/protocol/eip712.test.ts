import { TypedDataEncoder, verifyTypedData } from "ethers";
import { hashDomain, hashTypedData, recoverTypedDataAddress } from "viem";
import { describe, expect, it } from "vitest";
import { depositDigest, depositNonce, signDeposit } from "../../protocol/deposit.ts";
import { makeDomain, nodeDomain, paymentsDomain } from "../../protocol/domain.ts";
import { digest, messageDigest, messageTypes, structHash, typeHash, typeString } from "../../protocol/eip712.ts";
import { encodeReservationItem } from "../../protocol/reservation.ts";
import { fromCompact, toCompact } from "../../protocol/signature.ts";
import { tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { encodeVoucherItem, voucherDigest } from "../../protocol/voucher.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import { type MessageVector, vectors } from "../support/vectors.ts";

const domainOf = (vector: MessageVector) => vectors[vector.domain];
const typesOf = (vector: MessageVector) => ({
  [vector.type]: messageTypes[vector.type].map(({ name, type }) => ({ name, type })),
});
const viemDomain = ({ name, version, chainId, verifyingContract }: (typeof vectors)["payments"]) => ({
  name,
  version,
  chainId,
  verifyingContract,
});
const named = vectors.messages.map((vector, index) => [`${vector.type} (${index})`, vector] as const);

describe("the two EIP-712 domains", () => {
  it("have the names, the version and the contracts of the specification", () => {
    const { payments, node } = vectors;
    expect(paymentsDomain(payments.chainId, payments.verifyingContract).separator).toBe(payments.separator);
    expect(nodeDomain(node.chainId, node.verifyingContract).separator).toBe(node.separator);
  });

  it("are the same to viem", () => {
    for (const domain of [vectors.payments, vectors.node]) {
      const EIP712Domain = [
        { name: "name", type: "string" },
        { name: "version", type: "string" },
        { name: "chainId", type: "uint256" },
        { name: "verifyingContract", type: "address" },
      ];
      expect(
        hashDomain({ domain: viemDomain(domain), types: { EIP712Domain } } as Parameters<typeof hashDomain>[0]),
      ).toBe(domain.separator);
    }
  });
});

describe("every signed message", () => {
  it("has a vector", () => {
    expect(new Set(vectors.messages.map(({ type }) => type))).toEqual(new Set(Object.keys(messageTypes)));
  });

  describe.each(named)("%s", (_name, vector) => {
    it("is what the committed vector says", () => {
      const domain = makeDomain(
        domainOf(vector).name,
        domainOf(vector).version,
        domainOf(vector).chainId,
        domainOf(vector).verifyingContract,
      );
      expect(typeString(vector.type)).toBe(vector.typeString);
      expect(typeHash(vector.type)).toBe(vector.typeHash);
      expect(structHash(vector.type, vector.message)).toBe(vector.structHash);
      expect(digest(domain, vector.structHash)).toBe(vector.digest);
      expect(messageDigest(domain, vector.type, vector.message)).toBe(vector.digest);
    });

    it("is the same to viem and to ethers", async () => {
      const typed = {
        domain: viemDomain(domainOf(vector)),
        types: typesOf(vector),
        primaryType: vector.type,
        message: vector.message,
      };
      expect(hashTypedData(typed)).toBe(vector.digest);
      const recovered = await recoverTypedDataAddress({ ...typed, signature: vector.signature });
      expect(recovered.toLowerCase()).toBe(vector.signer);
      const { domain, types, message } = typed;
      expect(TypedDataEncoder.hash(domain, types, message)).toBe(vector.digest);
      expect(verifyTypedData(domain, types, message, vector.signature).toLowerCase()).toBe(vector.signer);
    });

    it("is signed and recovered by every signature library of the ladder", async () => {
      for (const only of ["native", "wasm", "noble"] as const) {
        const secp = await loadSecp256k1(only);
        expect(secp.kind).toBe(only);
        expect(secp.signer(vector.privateKey)(vector.digest)).toBe(vector.signature);
        expect(secp.recover(vector.digest, vector.signature)).toBe(vector.signer);
        expect(secp.addressOf(vector.privateKey)).toBe(vector.signer);
      }
    });

    it("has one compact form (EIP-2098) and comes back from it", () => {
      const compact = toCompact(vector.signature);
      expect(compact).toBe(`${vector.compact.r}${vector.compact.vs.slice(2)}`);
      expect(fromCompact(compact)).toBe(vector.signature);
    });
  });

  it("refuses values that do not fit their type, rather than cut them", () => {
    const node = vectors.messages[0]?.message.node ?? "";
    expect(() => structHash("Voucher", { node, cumulative: 2n ** 96n })).toThrow(RangeError);
    expect(() => structHash("Voucher", { node, cumulative: -1n })).toThrow(RangeError);
    expect(() => structHash("Voucher", { node: "0x12", cumulative: 1n })).toThrow(RangeError);
    expect(() => structHash("Voucher", { node })).toThrow(RangeError);
  });

  it("L19: differs between chains, contracts and the two domains: nothing signed for one is good for another", () => {
    const [voucher] = vectors.messages;
    if (voucher === undefined) throw new Error("no vector");
    const { chainId, verifyingContract } = vectors.payments;
    const node = vectors.messages[0]?.message.node as `0x${string}` & { kind: "address" };
    const here = voucherDigest(paymentsDomain(chainId, verifyingContract), node, 5n);
    const others = [
      voucherDigest(paymentsDomain(chainId + 1, verifyingContract), node, 5n),
      voucherDigest(paymentsDomain(chainId, vectors.node.verifyingContract), node, 5n),
      voucherDigest(nodeDomain(chainId, verifyingContract), node, 5n),
    ];
    expect(new Set([here, ...others]).size).toBe(4);
  });
});

describe("items for the contract", () => {
  it("pack a voucher into 76 bytes and a reservation into 104", () => {
    for (const { cumulative, signature, item } of vectors.items.voucher) {
      const node = vectors.messages[0]?.message.node as `0x${string}` & { kind: "address" };
      expect(`0x${encodeVoucherItem({ node, cumulative: tokenAmount(BigInt(cumulative)), signature })}`).toBe(item);
      expect((item.length - 2) / 2).toBe(76);
    }
    for (const { message, signature, item } of vectors.items.reservation) {
      const reservation = {
        node: message.node as `0x${string}` & { kind: "address" },
        ceiling: tokenAmount(BigInt(message.ceiling ?? "")),
        expiresAt: unixSeconds(Number(message.expiresAt)),
        epoch: Number(message.epoch),
        signature,
      };
      expect(`0x${encodeReservationItem(reservation)}`).toBe(item);
      expect((item.length - 2) / 2).toBe(104);
    }
  });
});

describe("a deposit by EIP-3009", () => {
  it("C1, M10: binds payer, owner and fee in the nonce, as the contract computes it again", async () => {
    const { token, terms, nonce, digest: wanted, signature, privateKey } = vectors.deposit;
    const ours = { ...terms, amount: tokenAmount(BigInt(terms.amount)), relayFee: tokenAmount(BigInt(terms.relayFee)) };
    const domain = { name: token.name, version: token.version, chainId: token.chainId, token: token.verifyingContract };
    expect(depositNonce(ours)).toBe(nonce);
    expect(depositDigest(domain, vectors.payments.verifyingContract, ours)).toBe(wanted);
    const secp = await loadSecp256k1();
    expect(signDeposit(domain, vectors.payments.verifyingContract, ours, secp.signer(privateKey)).signature).toBe(
      signature,
    );
    for (const changed of [{ owner: ours.payer }, { relayFee: tokenAmount(999n) }, { payer: ours.owner }])
      expect(depositNonce({ ...ours, ...changed })).not.toBe(nonce);
  });
});
