import { fallback, http, type Transport } from "viem";
import { ChainError } from "./errors.ts";
import type { Network } from "./network.ts";

const answerMilliseconds = 10_000;

/** An endpoint's URL often holds its owner's key: messages say which one it is, never what it is called. */
const wrongChain = (network: Network, at: number, received: number): ChainError =>
  new ChainError(
    "CHAIN_WRONG_ID",
    `the RPC endpoint serves chain ${received}, but network "${network.name}" is chain ${network.chainId}; give the right --network or RPC (it is number ${at + 1} of ${network.rpcUrls.length} in rpcUrls)`,
    { expected: network.chainId, received, endpoint: at + 1 },
  );

/** An endpoint that is asked for its chain before it is asked anything else, also when it was away at the start and is taken later. */
function guarded(network: Network, at: number, url: string): Transport {
  const plain = http(url, { timeout: answerMilliseconds, retryCount: 2 });
  return (parameters) => {
    const inner = plain(parameters);
    let checked: Promise<void> | undefined;
    const check = async () => {
      const id = Number((await inner.request({ method: "eth_chainId" })) as string);
      if (id !== network.chainId) throw wrongChain(network, at, id);
    };
    const request: typeof inner.request = async (question, options) => {
      checked ??= check();
      try {
        await checked;
      } catch (error) {
        checked = undefined;
        throw error;
      }
      return inner.request(question, options);
    };
    return { ...inner, request };
  };
}

/** The network's endpoints, asked in their order: the next one when one does not answer. */
export const endpointsOf = (network: Network): Transport =>
  fallback(
    network.rpcUrls.map((url, at) => guarded(network, at, url)),
    { rank: false, retryCount: 0 },
  );

/**
 * Asks every endpoint for its chain. Those that are away are asked again when they are needed. Codes: `CHAIN_WRONG_ID` when any of them serves another
 * chain; nothing when none answers, for the first real question finds that out.
 */
export async function requireChain(network: Network): Promise<void> {
  const answers = await Promise.allSettled(
    network.rpcUrls.map(async (url) => {
      const inner = http(url, { timeout: answerMilliseconds, retryCount: 1 })({});
      return Number((await inner.request({ method: "eth_chainId" })) as string);
    }),
  );
  for (const [at, answer] of answers.entries())
    if (answer.status === "fulfilled" && answer.value !== network.chainId) throw wrongChain(network, at, answer.value);
}
