import { readFile } from "node:fs/promises";
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
  readonly #roles: Roles;

  private constructor(path: string, roles: Roles) {
    this.#path = path;
    this.#roles = roles;
  }

  static async open(path: string): Promise<RoleBook> {
    try {
      const value: unknown = JSON.parse(await readFile(path, "utf8"));
      return new RoleBook(path, Value.Check(RolesJson, value) ? value : {});
    } catch {
      // Nobody has seen anything yet, or the file is damaged: then what was seen before is not known here any more.
      return new RoleBook(path, {});
    }
  }

  hasSeen(operator: Address, sight: Sight): boolean {
    return this.#roles[operator]?.[sight] === true;
  }

  /** Resolves when it is on disk: before the operator sees anything. */
  async note(operator: Address, sight: Sight): Promise<void> {
    if (this.hasSeen(operator, sight)) return;
    this.#roles[operator] = { ...this.#roles[operator], [sight]: true };
    await writeJsonAtomic(this.#path, this.#roles);
  }
}
