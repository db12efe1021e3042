import { NodeError } from "../../errors.ts";
import type { ClientAddresses } from "./ruleset.ts";

/** Where clients live inside the tunnel: the exit itself is .1, clients follow. One prefix on every exit, so that addresses tell nothing apart. */
export const tunnelNetworks = {
  network4: "10.86.0.0/16",
  network6: "fd86:7470::/64",
  gateway4: "10.86.0.1",
  gateway6: "fd86:7470::1",
};
const firstIndex = 2;
const lastIndex = 65_000;

/** Hands out tunnel addresses. One that was given back is used again as late as possible: what the internet still sends to it is another's. */
export class AddressPool {
  #next = firstIndex;
  readonly #returned: number[] = [];

  /** Code: `TUNNEL_FULL`. */
  take(): ClientAddresses {
    const index = this.#next <= lastIndex ? this.#next++ : this.#returned.shift();
    if (index === undefined)
      throw new NodeError("TUNNEL_FULL", "every tunnel address of this exit is in use; choose another node");
    return {
      index,
      address4: `10.86.${index >> 8}.${index & 255}`,
      address6: `fd86:7470::${index.toString(16)}`,
    };
  }

  giveBack(client: ClientAddresses): void {
    this.#returned.push(client.index);
  }
}
