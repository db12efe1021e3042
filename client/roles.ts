import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import type { Address } from "../protocol/ids.ts";
import { AddressText } from "../protocol/wire.ts";
import { writeJsonAtomic } from "../runtime/jsonFile.ts";

/** What an operator has seen of this payer: from where it comes, or where it goes. */
export type Sight = "address" | "destinations";

const RolesJson = Type.Record(
  AddressText,
  Type.Object(
    { address: Type.Optional(Type.Literal(true)), destinations: Type.Optional(Type.Literal(true)) },
    { additionalProperties: false },
  ),
);
type Roles = Static<typeof RolesJson>;

/**
 * Which operators have seen what of this payer. Every node is paid by the same account, so an operator that was the entry once and the exit another time
 * could put the two together: who has seen the payer's address is not used as the exit behind an entry, and the other way round.
 */
export class RoleBook {
  readonly #path: string;
  #roles: Roles;

  private constructor(path: string, roles: Roles) {
    this.#path = path;
    this.#roles = roles;
  }

  static async open(path: string): Promise<RoleBook> {
    return new RoleBook(path, await rolesIn(path));
  }

  hasSeen(operator: Address, sight: Sight): boolean {
    return this.#roles[operator]?.[sight] === true;
  }

  /** Takes in what others noted since, such as a deposit that was made beside a running client. */
  async refresh(): Promise<void> {
    this.#roles = together(await rolesIn(this.#path), this.#roles);
  }

  /** Resolves when it is on disk: before the operator sees anything. What another book has written there stays. */
  async note(operator: Address, sight: Sight): Promise<void> {
    const before = await rolesIn(this.#path);
    this.#roles = together(together(before, this.#roles), { [operator]: { [sight]: true } });
    // Also when this book knew it: a file that was damaged or written over is made whole again.
    if (!isDeepStrictEqual(before, this.#roles)) await writeJsonAtomic(this.#path, this.#roles);
  }
}

/** Nothing that was seen is ever unseen. */
const together = (one: Roles, other: Roles): Roles =>
  Object.fromEntries(
    [...Object.keys(one), ...Object.keys(other)].map((operator) => [
      operator,
      { ...one[operator], ...other[operator] },
    ]),
  );

async function rolesIn(path: string): Promise<Roles> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return Value.Check(RolesJson, value) ? value : {};
  } catch {
    // Nobody has seen anything yet, or the file is damaged: then what was seen before is known only to a book that is open.
    return {};
  }
}
