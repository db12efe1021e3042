import { buildModule } from "@nomicfoundation/ignition-core";

/** Hardhat Ignition's module: the registry, then the payments that read it. Neither contract has an admin, so nothing is called after it is there. */
export const turnpikeModule = buildModule("Turnpike", (module) => {
  const token = module.getParameter("token");
  const nodeRegistry = module.contract("NodeRegistry", [token, module.getParameter("minimumStake")]);
  const paymentChannels = module.contract("PaymentChannels", [
    token,
    nodeRegistry,
    module.getParameter("feeSink"),
    module.getParameter("feeBps"),
    module.getParameter("maxRelayFee"),
  ]);
  return { nodeRegistry, paymentChannels };
});
