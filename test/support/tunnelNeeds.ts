import { have } from "./run.ts";

const programs = ["wireguard-go", "wg", "nft", "ip", "sysctl"];
const missing = programs.filter((program) => !have(program));

/** Why tests with namespaces cannot run here; undefined when they can. */
export const noTunnels: string | undefined =
  process.getuid?.() !== 0
    ? "needs root for network namespaces"
    : missing.length > 0
      ? `needs ${missing.join(", ")} (Debian: wireguard-go wireguard-tools nftables iproute2 procps)`
      : undefined;
