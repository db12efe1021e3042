import { runProgram } from "../../runtime/program.ts";
import { disconnected, type Guard, type GuardEvent, type GuardState, guardStep } from "./guard.ts";
import { guardTable, renderGuard } from "./guardRules.ts";

export interface KillSwitchOptions {
  readonly interfaceName: string;
  readonly onState: (state: GuardState) => void;
  /** Another program took the rules away; they stand again, unless there is an error. */
  readonly onGone: (error: unknown) => void;
}

const lookMilliseconds = 1_500;

/** The rules in the kernel as the state of the tunnel wants them, and as they stay when another program removes them (`nft flush ruleset`). */
export class KillSwitch {
  readonly #options: KillSwitchOptions;
  #guard: Guard = disconnected;
  #timer: NodeJS.Timeout | undefined;
  /** One after the other: what stands in the kernel is what was written last. */
  #writing: Promise<void> = Promise.resolve();

  constructor(options: KillSwitchOptions) {
    this.#options = options;
  }

  get guard(): Guard {
    return this.#guard;
  }

  /** Resolves when the kernel has the rules of what comes after the event. Codes: `PROGRAM_MISSING`, `PROGRAM_FAILED`; the state is as it was then. */
  step(event: GuardEvent): Promise<void> {
    return this.#inOrder(async () => {
      const before = this.#guard.state;
      const { guard, write } = guardStep(this.#guard, event);
      if (!write) return;
      await this.#write(guard);
      this.#guard = guard;
      if (guard.state !== before) this.#options.onState(guard.state);
    });
  }

  /** Looks after the rules from now on. */
  keep(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      this.#look().catch((error: unknown) => this.#options.onGone(error));
    }, lookMilliseconds);
    this.#timer.unref();
  }

  /** What is removed from now on stays removed. */
  letGo(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    return this.#writing;
  }

  /** Somebody has removed the rules in order. */
  ended(): void {
    this.#guard = guardStep(this.#guard, { type: "done" }).guard;
    this.#options.onState(this.#guard.state);
  }

  async #look(): Promise<void> {
    const stands = await runProgram("nft", [
      "list",
      "chain",
      ...guardTable(this.#options.interfaceName).split(" "),
      "out",
    ]).then(
      () => true,
      () => false,
    );
    if (stands) return;
    await this.#inOrder(async () => {
      if (this.#timer === undefined) return;
      await this.#write(this.#guard);
      this.#options.onGone(undefined);
    });
  }

  async #write(guard: Guard): Promise<void> {
    await runProgram("nft", ["-f", "-"], renderGuard(guard, this.#options.interfaceName, process.getuid?.() ?? 0));
  }

  #inOrder(work: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(work);
    this.#writing = done.catch(() => undefined);
    return done;
  }
}
