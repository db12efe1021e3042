import { join } from "node:path";

/** Where things lie in a client's folder. */
export const clientFiles = (dir: string) => ({
  /** One file for each contradiction that a node was caught in. */
  evidence: join(dir, "evidence"),
  wallet: join(dir, "payer.keystore.json"),
  vouchers: join(dir, "vouchers.log"),
  reservations: join(dir, "reservations.json"),
  usage: join(dir, "usage.json"),
  nodes: join(dir, "nodes.json"),
  memory: join(dir, "memory.json"),
  roles: join(dir, "roles.json"),
  exitCertificate: join(dir, "exit-certificate.pem"),
  attested: join(dir, "attested.json"),
  tunnel: join(dir, "tunnel.json"),
  socket: join(dir, "client.sock"),
});
