/** So many looks after something was sent, and nothing heard since, the path is dead. */
const silentLooks = 10;
export const lookMilliseconds = 1_500;

/**
 * Tells a dead path from a quiet one. WireGuard answers data within ten seconds, with an empty packet if it has nothing to say (KEEPALIVE_TIMEOUT of its
 * paper), so who sends into the tunnel and hears nothing at all for fifteen is talking to nobody. Pure; looks are counted, not time, so that a machine that
 * slept finds nobody guilty.
 */
export class PathWatch {
  #sentBefore = 0;
  #received = 0;
  #silent = 0;

  /** `sent`: bytes given to the interface. `received`: bytes that came from the exit, in whatever packets. True once when the path is dead. */
  look(sent: number, received: number): boolean {
    if (received !== this.#received || sent < this.#sentBefore) {
      this.#received = received;
      this.#sentBefore = sent;
      this.#silent = 0;
      return false;
    }
    if (this.#silent === 0 && sent === this.#sentBefore) return false;
    this.#silent += 1;
    if (this.#silent < silentLooks) return false;
    this.#silent = 0;
    this.#sentBefore = sent;
    return true;
  }
}
