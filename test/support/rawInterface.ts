import { spawn } from "node:child_process";
import type { TunnelTerms } from "../../protocol/wire.ts";
import { encodeSet } from "../../runtime/wireguard/uapi.ts";
import { askSocket } from "../../runtime/wireguard/wireguardGo.ts";
import type { Namespaces, Place } from "../../scripts/demo/namespaces.ts";
import { eventually } from "./market.ts";

export interface RawInterface {
  /** Makes the exit its one peer. */
  aim(publicKey: string, endpoint: { readonly host: string; readonly port: number }): Promise<void>;
  close(): Promise<void>;
}

/** A client's WireGuard interface by hand, with what an exit told it; the lab's internet lies behind it. */
export async function openRawInterface(
  spaces: Namespaces,
  name: string,
  privateKey: string,
  terms: TunnelTerms,
  seat: { readonly place: Place; readonly listenPort?: number } = { place: "client" },
): Promise<RawInterface> {
  const { place } = seat;
  const [program = "", ...within] = spaces.within(place);
  const child = spawn(program, [...within, "wireguard-go", "-f", name], {
    stdio: "ignore",
    env: { ...process.env, LOG_LEVEL: "silent" },
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  await eventually("the client's interface", () => askSocket(name, "get=1\n\n").catch(() => undefined));
  await askSocket(name, encodeSet({ privateKey, listenPort: seat.listenPort ?? 0 }));
  // Who sits in the internet has a shorter way to it.
  const ways =
    place === "internet"
      ? ""
      : `route add 198.18.3.0/24 dev ${name} src ${terms.address4}
route add 2001:db8:3::/64 dev ${name} src ${terms.address6}
`;
  await spaces.run(
    place,
    "ip",
    ["-batch", "-"],
    `address add ${terms.address4}/32 dev ${name}
address add ${terms.address6}/128 dev ${name} nodad
link set ${name} mtu ${terms.mtu} up
${ways}route add 10.86.0.0/16 dev ${name}
route add fd86:7470::/64 dev ${name}
`,
  );
  return {
    aim: async (publicKey, endpoint) => {
      await askSocket(name, encodeSet({ peers: [{ publicKey, endpoint, allowedIps: ["0.0.0.0/0", "::/0"] }] }));
    },
    close: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
