import { networkInterfaces } from "node:os";

/** Every address of this host: an exit's own services are not reached from inside. */
export const interfaceAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((entry) => entry.address));
