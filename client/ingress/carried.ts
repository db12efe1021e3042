import { CodedError } from "../../protocol/errors.ts";
import type { Carrier } from "../dataplane/port.ts";

/**
 * What an ingress needs: a carrier to use now, waiting for one for a while, or a coded refusal. Never a direct way out. A carrier that did not answer is
 * given back as `failed`, and another one comes.
 */
export type CarrierSource = (failed?: Carrier) => Promise<Carrier>;

const attempts = 3;
const nodeIsGone = new Set(["NODE_UNREACHABLE", "NODE_REFUSED", "CERTIFICATE_MISMATCH"]);

/** Opens something through the exit in use; when that exit turns out to be gone before it answered, through the next one. */
export async function carried<T>(source: CarrierSource, open: (carrier: Carrier) => Promise<T>): Promise<T> {
  let failed: Carrier | undefined;
  for (let attempt = 1; ; attempt++) {
    const carrier = await source(failed);
    try {
      return await open(carrier);
    } catch (error) {
      if (!(error instanceof CodedError) || !nodeIsGone.has(error.code) || attempt === attempts) throw error;
      failed = carrier;
    }
  }
}
