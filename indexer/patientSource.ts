import { ChainError } from "../chain/errors.ts";
import type { LogSource } from "../chain/logs.ts";
import { CodedError } from "../protocol/errors.ts";

/**
 * A source whose every failure is coded: endpoints refuse in many words (limits, internal errors, a block they have just dropped), and all of them mean
 * the same to a follower: nothing was learnt, ask again later. Code: `CHAIN_RPC_UNREACHABLE`.
 */
export function patientSource(source: LogSource): LogSource {
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    try {
      return await question();
    } catch (cause) {
      if (cause instanceof CodedError) throw cause;
      const [said = "no reason"] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
      throw new ChainError(
        "CHAIN_RPC_UNREACHABLE",
        `the RPC endpoint failed (${said.slice(0, 200)}); it will be asked again. If this stays, use another endpoint`,
        {},
        { cause },
      );
    }
  };
  return {
    head: () => ask(() => source.head()),
    block: (number) => ask(() => source.block(number)),
    events: (from, to) => ask(() => source.events(from, to)),
    eventsIn: (block) => ask(() => source.eventsIn(block)),
  };
}
