import type { AccountFacts } from "../chain/ports.ts";
import type { Address } from "../protocol/ids.ts";
import { ClientError } from "./errors.ts";

/**
 * Refuses an account that belongs to somebody else. Whoever deposits first names an account's owner for ever, and anybody may deposit to any payer: so whom a
 * deposit names comes from its user, and the chain is asked only whether that is still possible. Taken from the chain instead, it would hand the money to
 * whoever came first. Code: `ACCOUNT_OF_ANOTHER`.
 */
export function requireOwner(account: AccountFacts, payer: Address, owner: Address): void {
  if (account.owner === undefined || account.owner === owner) return;
  throw new ClientError(
    "ACCOUNT_OF_ANOTHER",
    `the account of payer ${payer} belongs to ${account.owner} for ever, who would get what is deposited there; no token was moved. Make another payer with: turnpike wallet create --dir FOLDER, and deposit into its account from here with: turnpike wallet deposit AMOUNT --payer ADDRESS. Only if you chose that owner yourself, name it with --owner`,
    { payer, owner: account.owner, named: owner },
  );
}
