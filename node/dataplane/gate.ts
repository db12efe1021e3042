import { Bucket, type ClientLimits, connectionBurst, defaultLimits, rateBurst } from "./limits.ts";

/** Tunnels that one payer may have at a time: each holds half a mebibyte of buffers and a socket. */
export const tunnelsPerPayer = 512;
/** Enough for a first exchange; more follows with the next reading. */
const idleLease = 65_536;

/** The credit of one payer at this node in bytes, shared by all its sessions: opening more of them gives no more of it. Plain numbers on the hot path. */
export class Purse {
  #used = 0;
  #limit = 0;
  #tunnels = 0;
  readonly #gates = new Set<Gate>();
  readonly #mostTunnels: number;
  readonly #newTunnels: Bucket;
  readonly #pace: Bucket | undefined;
  readonly #now: () => number;
  #waking: NodeJS.Timeout | undefined;
  /** Credit set aside for gates whose bytes pass in the kernel and are counted afterwards. */
  readonly #leases = new Map<Gate, number>();

  constructor(limits: ClientLimits = defaultLimits, now: () => number = () => performance.now()) {
    this.#now = now;
    this.#mostTunnels = Math.min(tunnelsPerPayer, limits.connectionsAtOnce);
    this.#newTunnels = new Bucket(limits.newConnectionsPerSecond, connectionBurst(limits), now());
    const { bitsPerSecond } = limits;
    this.#pace =
      bitsPerSecond === undefined ? undefined : new Bucket(bitsPerSecond / 8, rateBurst(bitsPerSecond), now());
  }

  /** Whether the rate of this payer is used up for the moment; then whoever waits is woken when it is not. */
  get isTooFast(): boolean {
    const wait = this.#pace?.wait(this.#now()) ?? 0;
    if (wait === 0) return false;
    this.#waking ??= setTimeout(() => {
      this.#waking = undefined;
      for (const gate of [...this.#gates]) gate.wake();
    }, wait);
    this.#waking.unref();
    return true;
  }

  /** Takes `size` if that much is left; of nothing one can take nothing, or empty packets would go on for ever without payment. */
  take(size: number): boolean {
    if (this.#used + this.#leased() + size > this.#limit || this.#used >= this.#limit) return false;
    this.#used += size;
    this.#pace?.take(size);
    return true;
  }

  /**
   * Sets credit aside for one gate, in place of what it had: all that is left when it is alone; otherwise half, so that the others are not starved, and
   * little for one that is not in use.
   */
  lease(gate: Gate, inUse: boolean): number {
    this.#leases.delete(gate);
    const left = Math.max(0, this.#limit - this.#used - this.#leased());
    const half = Math.floor(left / 2);
    const lease = this.#gates.size === 1 ? left : inUse ? half : Math.min(half, idleLease);
    this.#leases.set(gate, lease);
    return lease;
  }

  /** What passed in the kernel comes out of the gate's lease. */
  spend(gate: Gate, size: number): void {
    this.#used += size;
    this.#leases.set(gate, Math.max(0, (this.#leases.get(gate) ?? 0) - size));
  }

  #leased(): number {
    let sum = 0;
    for (const lease of this.#leases.values()) sum += lease;
    return sum;
  }

  /** Sets how much may still be taken, and wakes whoever waits when that is more than before. */
  grant(left: number): void {
    const limit = Math.min(this.#used + Math.max(0, left), Number.MAX_SAFE_INTEGER);
    const grew = limit > this.#limit;
    this.#limit = limit;
    if (grew) for (const gate of [...this.#gates]) gate.retry();
  }

  /** Takes the place of one tunnel; returns how to give it back, or undefined when there is none left. */
  enter(): (() => void) | undefined {
    if (this.#tunnels >= this.#mostTunnels || this.#newTunnels.wait(this.#now()) > 0) return undefined;
    this.#newTunnels.take(1);
    this.#tunnels += 1;
    let inside = true;
    return () => {
      if (inside) this.#tunnels -= 1;
      inside = false;
    };
  }

  join(gate: Gate): void {
    this.#gates.add(gate);
  }

  leave(gate: Gate): void {
    this.#gates.delete(gate);
    this.#leases.delete(gate);
  }
}

/** A tunnel's packet is no larger (RFC 8200 jumbograms aside, which no tunnel here carries). */
const largestPacket = 1_500;

/**
 * What every tunnel of one session passes through: it counts payload and says when to wait. A chunk passes whole or not at all, so what is forwarded
 * never exceeds the credit by a byte. One chunk above a credit that is not yet used up waits for the next grant.
 */
export class Gate {
  #count = 0;
  #reportAt = 0;
  #closed = false;
  #refused = false;
  readonly #purse: Purse;
  readonly #waiting = new Set<() => void>();
  readonly #closers = new Set<() => void>();
  readonly #onReport: (count: number) => void;
  #onGrant: () => void = () => {};
  #leaseUsedUp = false;

  /** `onReport` is called when the count passes the mark set by `reportAt`: time for a demand. */
  constructor(purse: Purse, onReport: (count: number) => void) {
    this.#purse = purse;
    this.#onReport = onReport;
    purse.join(this);
  }

  get count(): number {
    return this.#count;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Whether something waits for credit, or was dropped for want of it. */
  get isStarving(): boolean {
    return (this.#waiting.size > 0 && !this.#purse.isTooFast) || this.#refused || this.#leaseUsedUp;
  }

  /** Number of tunnels that pass through here now. */
  get tunnels(): number {
    return this.#closers.size;
  }

  set reportAt(count: number) {
    this.#reportAt = count;
  }

  /** Counts `size` bytes if there is credit for them; false means hold them and `whenOpen`. */
  pass(size: number): boolean {
    // Too fast is not too little credit: nothing is asked for.
    if (!this.#closed && this.#purse.isTooFast) return false;
    if (this.#closed || !this.#purse.take(size)) {
      this.#refused = true;
      return false;
    }
    this.#count += size;
    if (this.#count >= this.#reportAt) this.#onReport(this.#count);
    return true;
  }

  /** A place for one more tunnel of this payer, taken before anything is resolved or dialled for it; undefined when it has too many. */
  enter(): (() => void) | undefined {
    return this.#closed ? undefined : this.#purse.enter();
  }

  /** For a tunnel that the kernel cuts: how many bytes beyond `count` it may let through. They are set aside until `passed` or the next lease. */
  lease(inUse = true): number {
    if (this.#closed) return 0;
    const lease = this.#purse.lease(this, inUse);
    // Less than a packet is as good as nothing.
    this.#leaseUsedUp = lease < largestPacket;
    return lease;
  }

  /** Counts bytes that the kernel has let through already, within a lease. */
  passed(size: number): void {
    this.#count += size;
    this.#purse.spend(this, size);
    if (!this.#closed && this.#count >= this.#reportAt) this.#onReport(this.#count);
  }

  /** Calls back once more may pass, or the gate closes. Returns how to stop waiting. */
  whenOpen(retry: () => void): () => void {
    if (this.#closed) {
      queueMicrotask(retry);
      return () => {};
    }
    this.#waiting.add(retry);
    // Someone starves although the mark is not reached: the remaining credit is smaller than one chunk.
    this.#onReport(this.#count);
    return () => this.#waiting.delete(retry);
  }

  /** Calls back whenever credit grows, for a tunnel that the kernel cuts. */
  onGrant(granted: () => void): void {
    this.#onGrant = granted;
  }

  /** Calls back when the session ends; returns how to forget it. */
  whenClosed(end: () => void): () => void {
    if (this.#closed) queueMicrotask(end);
    else this.#closers.add(end);
    return () => this.#closers.delete(end);
  }

  close(): void {
    this.#closed = true;
    this.#purse.leave(this);
    const closers = [...this.#closers];
    this.#closers.clear();
    for (const end of closers) end();
    this.retry();
  }

  /** Lets everyone who waits try again. */
  retry(): void {
    this.#refused = false;
    this.#onGrant();
    this.wake();
  }

  /** Lets whoever waits try again: there may be room at this payer's rate. */
  wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const retry of waiting) retry();
  }
}
