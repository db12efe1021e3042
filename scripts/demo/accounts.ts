import { readFileSync } from "node:fs";

interface DevnetAccount {
  readonly address: string;
  readonly privateKey: string;
}

/** The funded accounts that `turnpike devnet` wrote beside its network. */
export function readAccounts(devnetFile: string): { readonly payer: DevnetAccount } & Record<string, DevnetAccount> {
  return (
    JSON.parse(readFileSync(devnetFile, "utf8")) as {
      accounts: { payer: DevnetAccount } & Record<string, DevnetAccount>;
    }
  ).accounts;
}
