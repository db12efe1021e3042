import { type Address, type Hex, zeroAddress } from "../protocol/ids.ts";
import { encodeReservationItem } from "../protocol/reservation.ts";
import { encodeVoucherItem } from "../protocol/voucher.ts";
import type { Connection } from "./chain.ts";
import { paymentChannelsAbi } from "./contracts.generated.ts";
import type { ChannelReader, ChannelWriter } from "./ports.ts";

const packed = (items: readonly string[]): Hex => `0x${items.join("")}`;

/** PaymentChannels over viem. */
export function channelsAdapter(connection: Connection): ChannelReader & ChannelWriter {
  const { client, network } = connection;
  const target = { address: network.paymentChannels, abi: paymentChannelsAbi } as const;
  const send = (functionName: string, args: readonly unknown[]) => connection.send({ ...target, functionName, args });
  return {
    account: (payer, depth) =>
      connection.read(async (block) => {
        const [available, owner] = await client.readContract({
          ...target,
          functionName: "accountOf",
          args: [payer],
          ...block,
        });
        return { available, owner: owner === zeroAddress ? undefined : (owner.toLowerCase() as Address) };
      }, depth),
    request: (payer, depth) =>
      connection.read(async (block) => {
        const [nonce, readyAt, relayFee, amount] = await client.readContract({
          ...target,
          functionName: "requestOf",
          args: [payer],
          ...block,
        });
        return { nonce, readyAt, relayFee, amount };
      }, depth),
    channel: (node, payer, depth) =>
      connection.read(async (block) => {
        const [epoch, expiresAt, locked, settled] = await client.readContract({
          ...target,
          functionName: "channelOf",
          args: [node, payer],
          ...block,
        });
        return { epoch, expiresAt, locked, settled };
      }, depth),
    earned: (node, depth) =>
      connection.read(async (block) => {
        const [credit, fee] = await client.readContract({
          ...target,
          functionName: "earnedOf",
          args: [node],
          ...block,
        });
        return { credit, fee };
      }, depth),
    maxRelayFee: () =>
      connection.read((block) => client.readContract({ ...target, functionName: "maxRelayFee", ...block })),
    deposit: (payer, owner, amount) => send("deposit", [payer, owner, amount]),
    depositWithAuthorization: (terms) =>
      send("depositWithAuthorization", [
        terms.from,
        terms.payer,
        terms.owner,
        terms.amount,
        terms.relayFee,
        BigInt(terms.validAfter),
        BigInt(terms.validBefore),
        terms.salt,
        terms.signature,
      ]),
    reserve: (reservations) => send("reserve", [packed(reservations.map(encodeReservationItem))]),
    settle: (node, vouchers) => send("settle", [node, packed(vouchers.map(encodeVoucherItem))]),
    release: (node, payers) => send("release", [node, packed(payers.map((payer) => payer.slice(2)))]),
    reclaim: (node, payers) => send("reclaim", [node, packed(payers.map((payer) => payer.slice(2)))]),
    requestWithdraw: (payer, amount) => send("requestWithdraw", [payer, amount]),
    requestWithdrawSigned: (terms) =>
      send("requestWithdrawSigned", [
        terms.payer,
        terms.amount,
        terms.relayFee,
        terms.nonce,
        terms.deadline,
        terms.signature,
      ]),
    withdraw: (payer) => send("withdraw", [payer]),
    collect: (node) => send("collect", [node]),
  };
}
