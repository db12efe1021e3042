/** What the kernel of an exit says of its clients, read by `nft` beside the daemon. */
import type { TunnelWorld } from "../../scripts/demo/tunnelWorld.ts";

interface Quota {
  readonly bytes: number;
  readonly used: number;
}

interface Listed {
  readonly quota?: Quota;
  readonly set?: {
    readonly elem?: readonly {
      readonly elem: { readonly val: number; readonly counter: { readonly bytes: number } };
    }[];
  };
}

async function listed(world: TunnelWorld, what: (table: string) => readonly string[]): Promise<readonly Listed[]> {
  const list = what(`turnpike_${world.node.interfaceName}`);
  const text = await world.spaces.run("exit", "nft", ["-j", "list", ...list]);
  return (JSON.parse(text) as { nftables: readonly Listed[] }).nftables;
}

/** Bytes that passed of one seated client, or of all of them. */
export async function passedBytes(world: TunnelWorld, index?: number): Promise<number> {
  const clients = (await listed(world, (table) => ["set", "inet", table, "passed"])).flatMap(
    ({ set }) => set?.elem ?? [],
  );
  const wanted = clients.filter(({ elem }) => index === undefined || elem.val === index);
  if (index !== undefined && wanted.length !== 1) throw new Error(`client ${index} is not counted`);
  return wanted.reduce((sum, { elem }) => sum + elem.counter.bytes, 0);
}

/** Every seated client's limit in bytes, and how much of it is used. */
export async function creditQuotas(world: TunnelWorld): Promise<readonly Quota[]> {
  const objects = await listed(world, (table) => ["quotas", "table", "inet", table]);
  return objects.flatMap(({ quota }) => (quota === undefined ? [] : [quota]));
}
