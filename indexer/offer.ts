import type { Descriptor } from "../protocol/descriptor.ts";
import type { Address } from "../protocol/ids.ts";
import { networkOf } from "../protocol/selection.ts";
import { parseDecimal } from "../protocol/units.ts";
import { packText, unpackText } from "./packedText.ts";
import type { Facts } from "./project/facts.ts";
import type { NodeRow } from "./project/rows.ts";
import type { KeptDescriptor } from "./store/store.ts";

/** A descriptor as it is kept in memory: what lists, filters and shares look at, and the rest packed. Immutable. */
export interface Offer {
  readonly node: Address;
  /** Whose signature it carries. */
  readonly signedBy: Address;
  readonly version: bigint;
  /** Unix seconds. */
  readonly validUntil: number;
  /** Token base units per GB. */
  readonly price: bigint;
  readonly country: string;
  readonly capacityMbps: number;
  readonly transports: readonly string[];
  /** Where its endpoint lies: what is capped together. */
  readonly networks: readonly string[];
  /** `packText` of its JSON. */
  readonly packed: string;
}

/** Of things that are the same in many offers one is kept. */
class Same {
  readonly #known = new Map<string, readonly string[]>();

  list(values: readonly string[]): readonly string[] {
    const key = values.join(" ");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, values);
    return values;
  }

  text(value: string): string {
    return this.list([value])[0] ?? value;
  }
}

/** Descriptors by node, the newest that was taken of each. */
export class Offers {
  readonly #offers = new Map<Address, Offer>();
  readonly #same = new Same();

  get(node: Address): Offer | undefined {
    return this.#offers.get(node);
  }

  /** One that is as new by the same key stays: what comes late from another process takes nothing back. `row` is the node's: its addresses are held once. */
  put({ descriptor, signedBy }: KeptDescriptor, row?: NodeRow): void {
    const known = this.#offers.get(descriptor.node);
    const version = parseDecimal(descriptor.version);
    if (known !== undefined && known.signedBy === signedBy && known.version >= version) return;
    const { body, validUntil } = descriptor;
    const node = row?.id ?? descriptor.node;
    this.#offers.set(node, {
      node,
      signedBy: signedBy === row?.key ? row.key : signedBy,
      ...{ version, validUntil, price: parseDecimal(body.pricePerGB), capacityMbps: body.capacityMbps },
      country: this.#same.text(body.country),
      transports: this.#same.list(body.transports),
      networks: this.#same.list([networkOf(body.endpoint.host)]),
      packed: packText(JSON.stringify(descriptor)),
    });
  }

  /** Of those in `known` that have not changed the same objects: where many are read again they are not held twice. */
  static async from(all: AsyncIterable<KeptDescriptor>, facts: Facts, known?: Offers): Promise<Offers> {
    const offers = new Offers();
    for await (const kept of all) {
      const { descriptor, signedBy } = kept;
      const was = known?.get(descriptor.node);
      if (was?.signedBy === signedBy && was.version === BigInt(descriptor.version)) offers.#offers.set(was.node, was);
      else offers.put(kept, facts.node(descriptor.node));
    }
    return offers;
  }
}

/** The JSON text of the descriptor, as it was taken. */
export const offerText = ({ packed }: Offer): string => unpackText(packed);
export const descriptorOf = (offer: Offer): Descriptor => JSON.parse(offerText(offer)) as Descriptor;
