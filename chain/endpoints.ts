import { fallback, http, TimeoutError, type Transport } from "viem";
import { ChainError } from "./errors.ts";
import type { Network } from "./network.ts";

export interface EndpointTimes {
  /** How long one answer may take. */
  readonly answerMilliseconds: number;
  /** How long an endpoint that took too long is asked last. */
  readonly restMilliseconds: number;
  /** How long the others are waited for at the start, once one has answered. */
  readonly graceMilliseconds: number;
}
const ordinaryTimes: EndpointTimes = { answerMilliseconds: 10_000, restMilliseconds: 60_000, graceMilliseconds: 2_000 };

/** An endpoint's URL often holds its owner's key: messages say which one it is, never what it is called. */
const wrongChain = (network: Network, at: number, received: number): ChainError =>
  new ChainError(
    "CHAIN_WRONG_ID",
    `the RPC endpoint serves chain ${received}, but network "${network.name}" is chain ${network.chainId}; give the right --network or RPC (it is number ${at + 1} of ${network.rpcUrls.length} in rpcUrls)`,
    { expected: network.chainId, received, endpoint: at + 1 },
  );

/** Endpoints that accept a question and do not answer it: to wait for the first one each time would make everything slow that the second one can do. */
class Rests {
  readonly #until = new Map<number, { readonly time: number; readonly error: unknown }>();
  readonly #count: number;
  readonly #milliseconds: number;

  constructor(count: number, milliseconds: number) {
    this.#count = count;
    this.#milliseconds = milliseconds;
  }

  /** Fails as the endpoint did last, while it rests and another one does not. */
  pass(at: number): void {
    const now = performance.now();
    for (const [each, { time }] of this.#until) if (time <= now) this.#until.delete(each);
    const rest = this.#until.get(at);
    if (rest !== undefined && this.#until.size < this.#count) throw rest.error;
  }

  begin(at: number, error: unknown): void {
    this.#until.set(at, { time: performance.now() + this.#milliseconds, error });
  }
}

/** An endpoint that is asked for its chain before it is asked anything else, also when it was away at the start and is taken later. */
function guarded(network: Network, at: number, url: string, times: EndpointTimes, rests: Rests): Transport {
  const plain = http(url, { timeout: times.answerMilliseconds, retryCount: 2 });
  return (parameters) => {
    const inner = plain(parameters);
    let checked: Promise<void> | undefined;
    const check = async () => {
      const id = Number((await inner.request({ method: "eth_chainId" })) as string);
      if (id !== network.chainId) throw wrongChain(network, at, id);
    };
    const request: typeof inner.request = async (question, options) => {
      rests.pass(at);
      checked ??= check();
      try {
        await checked.catch((error: unknown) => {
          checked = undefined;
          throw error;
        });
        return await inner.request(question, options);
      } catch (error) {
        if (error instanceof TimeoutError) rests.begin(at, error);
        throw error;
      }
    };
    return { ...inner, request };
  };
}

/** The network's endpoints, asked in their order: the next one when one does not answer. One that takes too long to answer is passed over for a while. */
export function endpointsOf(network: Network, times = ordinaryTimes): Transport {
  const rests = new Rests(network.rpcUrls.length, times.restMilliseconds);
  return fallback(
    network.rpcUrls.map((url, at) => guarded(network, at, url, times, rests)),
    { rank: false, retryCount: 0 },
  );
}

/**
 * Asks every endpoint for its chain; once one has answered, the others have a moment more. Those that are away are asked again when they are needed. Codes:
 * `CHAIN_WRONG_ID` when any of them serves another chain. Throws what the library says when none answers.
 */
export async function requireChain(network: Network, times = ordinaryTimes): Promise<void> {
  const asked = network.rpcUrls.map(async (url, at) => {
    const inner = http(url, { timeout: times.answerMilliseconds, retryCount: 0 })({});
    const id = Number((await inner.request({ method: "eth_chainId" })) as string);
    if (id !== network.chainId) throw wrongChain(network, at, id);
  });
  const failures: unknown[] = [];
  const all = Promise.all(asked.map((answer) => answer.catch((error: unknown) => void failures.push(error))));
  const first = Promise.any(asked).catch(() => all);
  await first;
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, times.graceMilliseconds);
  });
  await Promise.race([all, grace]);
  clearTimeout(timer);
  const wrong = failures.find((failure) => failure instanceof ChainError);
  if (wrong !== undefined) throw wrong;
  if (failures.length === asked.length) throw failures[0];
}
