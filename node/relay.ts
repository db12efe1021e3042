import type { Static } from "typebox";
import type { Chain } from "../chain/chain.ts";
import type { DepositAuthorization } from "../protocol/deposit.ts";
import type { Address, Hash, Hex } from "../protocol/ids.ts";
import { parseDecimal, tokenAmount, unixSeconds } from "../protocol/units.ts";
import type { RelayDepositJson, RelayWithdrawJson } from "../protocol/wire.ts";
import { NodeError } from "./errors.ts";

/** Gas on the safe side of the measured figures, and bytes with the envelope. */
const deposit = { gas: 130_000n, bytes: 540 };
const withdraw = { gas: 90_000n, bytes: 440 };

export interface Relay {
  deposit(authorization: Static<typeof RelayDepositJson>["authorization"]): Promise<Hash>;
  withdrawal(request: Static<typeof RelayWithdrawJson>["request"]): Promise<Hash>;
  /** Pays out what a payer asked back, once its thaw is over; the fee is the one signed in the request. */
  finishWithdrawal(payer: Address): Promise<Hash>;
}

/**
 * Sends a payer's signed deposit or withdraw request to the chain, for a fee that covers the gas (or for nothing, where the operator chose so). Every
 * call is simulated first, so a bad signature costs nobody gas. Codes: `RELAY_FEE_TOO_LOW`, those of the chain.
 */
export function createRelay(chain: Chain, options: { readonly free: boolean }): Relay {
  const requireFee = async (relayFee: bigint, { gas, bytes }: typeof deposit) => {
    if (options.free) return;
    const cost = await chain.fees.costInToken(gas, bytes);
    if (relayFee < cost) {
      throw new NodeError(
        "RELAY_FEE_TOO_LOW",
        `relaying costs ${cost} now and the signed fee is ${relayFee}; sign a higher fee`,
        {
          needed: cost.toString(),
          received: relayFee.toString(),
        },
      );
    }
  };
  return {
    deposit: async (message) => {
      const authorization: DepositAuthorization = {
        from: message.from as Address,
        payer: message.payer as Address,
        owner: message.owner as Address,
        amount: tokenAmount(parseDecimal(message.amount)),
        relayFee: tokenAmount(parseDecimal(message.relayFee)),
        validAfter: message.validAfter,
        validBefore: message.validBefore,
        salt: message.salt as Hash,
        signature: message.signature as Hex,
      };
      await requireFee(authorization.relayFee, deposit);
      return (await chain.channels.depositWithAuthorization(authorization)).transactionHash;
    },
    withdrawal: async (message) => {
      const relayFee = tokenAmount(parseDecimal(message.relayFee));
      await requireFee(relayFee, withdraw);
      const receipt = await chain.channels.requestWithdrawSigned({
        payer: message.payer as Address,
        amount: tokenAmount(parseDecimal(message.amount)),
        relayFee,
        nonce: message.nonce,
        deadline: unixSeconds(message.deadline),
        signature: message.signature as Hex,
      });
      return receipt.transactionHash;
    },
    finishWithdrawal: async (payer) => {
      const { relayFee } = await chain.channels.request(payer);
      await requireFee(relayFee, withdraw);
      return (await chain.channels.withdraw(payer)).transactionHash;
    },
  };
}
