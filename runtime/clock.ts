import { type UnixSeconds, unixSeconds } from "../protocol/units.ts";

/** Time as an argument: wall time for what is signed, monotonic time for what is measured. */
export interface Clock {
  nowSeconds(): UnixSeconds;
  monotonicMilliseconds(): number;
}

export const systemClock: Clock = {
  nowSeconds: () => unixSeconds(Math.floor(Date.now() / 1000)),
  monotonicMilliseconds: () => performance.now(),
};
