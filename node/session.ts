import type { Chain } from "../chain/chain.ts";
import type { Demand } from "../protocol/demand.ts";
import type { Descriptor } from "../protocol/descriptor.ts";
import type { ExitSession } from "../protocol/exitSession.ts";
import type { Address, Hash } from "../protocol/ids.ts";
import type { Quote } from "../protocol/quote.ts";
import type { Keccak, Sign } from "../protocol/signature.ts";
import type { DemandEvent } from "../protocol/wire.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Channels } from "./channels.ts";
import type { Gate } from "./dataplane/gate.ts";
import type { ClientLimits } from "./dataplane/limits.ts";
import type { TunnelPlane, TunnelSeat } from "./dataplane/port.ts";
import type { Intake } from "./intake.ts";
import type { Reserver } from "./reserver.ts";
import type { VoucherStore } from "./vouchers/port.ts";

/** One session at this exit. Its money is in `machine`, its bytes in `gate`; a token is kept as its hash only. */
export interface Session {
  readonly id: string;
  readonly tokenHash: Buffer;
  readonly payer: Address;
  readonly quote: Quote;
  readonly quoteHash: Hash;
  readonly gate: Gate;
  readonly listeners: Set<(event: DemandEvent) => void>;
  readonly floor: boolean;
  /** Its place in the tunnel of packets, when it is on that transport. */
  seat: TunnelSeat | undefined;
  machine: ExitSession;
  /** What is asked for and not answered yet. */
  demand: Demand | undefined;
  /** The last demand that was signed under this quote, answered or not: what the next one must not contradict. */
  signed: Demand | undefined;
  closingAt: number | undefined;
  activeAt: number;
}

/** What the sessions of a node work with. */
export interface SessionsOptions {
  readonly chain: Chain;
  readonly node: Address;
  readonly sign: Sign;
  readonly keccak: Keccak;
  readonly store: VoucherStore;
  readonly channels: Channels;
  readonly intake: Intake;
  readonly reserver: Reserver;
  readonly clock: Clock;
  readonly descriptor: () => Descriptor;
  readonly limits: ClientLimits;
  /** The transport of packets, where this node offers one. */
  readonly tunnels: TunnelPlane | undefined;
}
