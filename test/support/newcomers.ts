import { createWalletClient, defineChain, http, parseAbi, publicActions } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { floorBudgetPerHour, windowFloor } from "../../protocol/constants.ts";
import type { CodedError } from "../../protocol/errors.ts";
import type { Address, Hex } from "../../protocol/ids.ts";
import { tokenAmount } from "../../protocol/units.ts";
import type { OpenSession } from "../../protocol/wire.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import type { Market, TestNode } from "./market.ts";

export interface Newcomer {
  readonly key: Hex;
  readonly address: Address;
}

/** What an exit gives in an hour to payers that are new to it: so many can have their first credit. */
export const floorsAnHour = Number(floorBudgetPerHour / windowFloor);

/** Makes payers with a tenth of a dollar each, quickly: hundreds of them are needed to use up what an exit has for all together. */
export async function openNewcomers(market: Market): Promise<() => Promise<Newcomer>> {
  const secp = await loadSecp256k1();
  await market.chain.token.approve(market.network.paymentChannels, tokenAmount(10n ** 12n));
  const chain = defineChain({
    ...{ id: market.network.chainId, name: "test", nativeCurrency: { name: "ether", symbol: "ETH", decimals: 18 } },
    rpcUrls: { default: { http: market.network.rpcUrls } },
  });
  const funder = createWalletClient({
    chain,
    account: privateKeyToAccount(market.key("operator5")),
    transport: http(),
  }).extend(publicActions);
  let nonce = await funder.getTransactionCount({ address: funder.account.address });
  let made = 0;
  return async () => {
    made += 1;
    const key = `0x${"7".repeat(56)}${made.toString(16).padStart(8, "0")}` as Hex;
    const address = secp.addressOf(key);
    // All that is known beforehand is not asked for each of them.
    await funder.writeContract({
      ...{ address: market.network.paymentChannels, abi: parseAbi(["function deposit(address,address,uint96)"]) },
      ...{ functionName: "deposit", args: [address, address, 100_000n] as const },
      ...{ nonce: nonce++, gas: 150_000n, maxFeePerGas: 10n ** 9n, maxPriorityFeePerGas: 0n },
    });
    return { key, address };
  };
}

/** A session at the daemon's own door, as after the control API has checked the payer's proof. */
export function openAsPayer({ running }: TestNode, { address }: Newcomer) {
  const auth = { payer: address, nonce: `0x${"0".repeat(64)}`, validUntil: 0, signature: "0x" };
  return running.sessions.openSession(address, {
    ...{ auth, bestVoucher: null, reservation: null },
  } as unknown as OpenSession);
}

/**
 * Has payers open sessions until the exit has no first credit left, nor will have for half a minute: others may have had some before, and what was spent
 * comes back evenly.
 */
export async function spendFloors(node: TestNode, newcomer: () => Promise<Newcomer>): Promise<void> {
  for (let opened = 0; opened <= 2 * floorsAnHour; opened++) {
    const payer = await newcomer();
    const refused = await openAsPayer(node, payer).then(
      () => undefined,
      (error: unknown) => error as CodedError,
    );
    if (refused === undefined) continue;
    if (refused.code !== "FLOOR_SPENT") throw refused;
    const seconds = Number(refused.data.seconds);
    if (seconds >= 30) return;
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  }
  throw new Error("the exit's first credit has no end");
}
