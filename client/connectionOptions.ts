import type { Chain } from "../chain/chain.ts";
import type { Evidence } from "../protocol/evidence.ts";
import type { Address } from "../protocol/ids.ts";
import type { Clock } from "../runtime/clock.ts";
import type { BudgetLimits } from "./budget.ts";
import type { DayUsage } from "./dayUsage.ts";
import type { ReservationBook } from "./reservationBook.ts";
import type { NodeFilters } from "./select.ts";
import type { PaidSession } from "./session.ts";
import type { VoucherBook } from "./voucherBook.ts";
import type { Wallet } from "./wallet/wallet.ts";

export interface ConnectionEvents {
  /** A way out is open: at its exit, and with two hops also at its entry. */
  readonly onConnected: (session: PaidSession, entry: PaidSession | undefined) => void;
  readonly onLost: (code: string, message: string) => void;
  readonly onProgress: (text: string) => void;
  readonly onEvidence: (evidence: Evidence) => void;
  /** A session was lost and no other node could be used; asking for one again is up to whoever needs it. */
  readonly onStuck?: () => void;
}

export interface ConnectionOptions {
  readonly chain: Chain;
  readonly wallet: Wallet;
  readonly book: VoucherBook;
  readonly reservations: ReservationBook;
  readonly clock: Clock;
  readonly indexers: readonly string[];
  readonly cachePath: string;
  readonly memoryPath: string;
  readonly rolesPath: string;
  readonly filters: NodeFilters;
  /** Nodes on the way out: the exit alone, or an entry before it. */
  readonly hops: 1 | 2;
  /** The entry to use; undefined: one is drawn. */
  readonly entry?: Address | undefined;
  readonly limits: BudgetLimits;
  readonly day: DayUsage;
  readonly events: ConnectionEvents;
  /** Called before a node is dialled, for a machine that lets nothing out unasked. It may refuse a node. */
  readonly beforeDial?: (
    endpoint: { readonly host: string; readonly port: number },
    throughEntry: boolean,
  ) => Promise<void>;
  /** Makes the machine reach exits through this entry; without it they are reached by the entry's own streams. Where that fails, the entry is left out. */
  readonly enter?: (entry: PaidSession) => Promise<void>;
  /** The entry is not used any more. */
  readonly leave?: () => void;
  /** Puts the exit's session to use before it counts as connected. Where that fails, the node is left out. */
  readonly join?: (session: PaidSession) => Promise<void>;
}
