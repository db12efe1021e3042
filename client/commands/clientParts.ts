import type { Chain } from "../../chain/chain.ts";
import type { Address } from "../../protocol/ids.ts";
import type { TokenAmount } from "../../protocol/units.ts";
import type { BudgetLimits } from "../budget.ts";
import type { DayUsage } from "../dayUsage.ts";
import type { ReservationBook } from "../reservationBook.ts";
import type { NodeFilters } from "../select.ts";
import type { VoucherBook } from "../voucherBook.ts";
import type { Wallet } from "../wallet/wallet.ts";

export interface ListenAt {
  readonly host: string;
  readonly port: number;
}

/** What `turnpike connect` works with: everything checked and open. */
export interface ClientParts {
  readonly dir: string;
  readonly chain: Chain;
  readonly wallet: Wallet;
  readonly book: VoucherBook;
  readonly reservations: ReservationBook;
  readonly day: DayUsage;
  readonly limits: BudgetLimits;
  readonly filters: NodeFilters;
  readonly hops: 1 | 2;
  /** The entry that the user names. */
  readonly entry: Address | undefined;
  /** Deposited first when the account is empty. */
  readonly deposit: TokenAmount | undefined;
  /** What the node that relays that deposit may take for its gas. */
  readonly relayFee: TokenAmount;
  readonly indexers: readonly string[];
  readonly socks: ListenAt;
  readonly http: ListenAt;
  readonly json: boolean;
  readonly showProxy: boolean;
}
