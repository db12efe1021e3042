import { buildModule } from "@nomicfoundation/ignition-core";

/**
 * Hardhat Ignition's module: the registry, then the payments that read it. Neither contract has an admin, so nothing is called after it is there. With `registry`
 * that one is taken: CREATE2 makes the same contract at the same address for whoever comes first, and for every fee sink.
 */
export const turnpikeModule = (registry: string | undefined) =>
  buildModule("Turnpike", (module) => {
    const token = module.getParameter("token");
    const nodeRegistry =
      registry === undefined
        ? module.contract("NodeRegistry", [token, module.getParameter("minimumStake")])
        : module.contractAt("NodeRegistry", registry);
    const paymentChannels = module.contract("PaymentChannels", [
      token,
      nodeRegistry,
      module.getParameter("feeSink"),
      module.getParameter("feeBps"),
      module.getParameter("maxRelayFee"),
    ]);
    return { nodeRegistry, paymentChannels };
  });
