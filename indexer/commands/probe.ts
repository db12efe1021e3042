import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import { openChain } from "../../chain/chain.ts";
import { devnetAccountKey, loadNetwork, networkPath } from "../../chain/network.ts";
import { CodedError } from "../../protocol/errors.ts";
import { formatToken, parseToken, tokenAmount } from "../../protocol/units.ts";
import { systemClock } from "../../runtime/clock.ts";
import { type CommandIo, printJson, progress, runCommand, untilAskedToStop } from "../../runtime/command.ts";
import { RuntimeError } from "../../runtime/errors.ts";
import { roleDir } from "../../runtime/home.ts";
import { readPassword } from "../../runtime/password.ts";
import { lockForProcess } from "../../runtime/processLock.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import { openCanary } from "../prober/canary.ts";
import { openCountries } from "../prober/country.ts";
import { drawPlan } from "../prober/mix.ts";
import { Payers } from "../prober/payers.ts";
import { Prober, systemRandom } from "../prober/prober.ts";
import { ProberFile } from "../prober/proberFile.ts";
import { Publisher } from "../prober/publisher.ts";
import { openProberSecrets } from "../prober/secrets.ts";
import { parseListen } from "./listen.ts";

interface Flags {
  readonly network?: string;
  readonly indexer?: string[];
  readonly dir?: string;
  readonly passwordFile?: string;
  readonly devnetAccount?: string;
  readonly canaryListen: string;
  readonly canary?: string;
  readonly canaryName?: string;
  readonly budgetDay: string;
  readonly fundDay: string;
  readonly every: string;
  readonly delay: string;
  readonly line: string;
  readonly pace: string;
  readonly countries?: string;
  readonly once?: boolean;
  readonly address?: boolean;
  readonly json?: boolean;
}

/** How long a single round waits for what is to be published, and how often the daemon looks. */
const onceMilliseconds = 120_000;
const lookMilliseconds = 1_000;
const restMilliseconds = 60_000;
const atOnce = 3;

function numberOf(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^[0-9]{1,9}(\.[0-9]{1,3})?$/.test(text) && value >= least && value <= most) return value;
  throw new RuntimeError("CONFIG_INVALID", `--${name} takes a number from ${least} to ${most}, not "${text}"`);
}

/** `turnpike indexer probe`: pays exits like any client, and tells indexers what it found. */
export const probeCommand = (io: CommandIo): Command =>
  new Command("probe")
    .description("probe exits as a paying client and send what was found to indexers")
    .option("--network <file>", "network file (default: TURNPIKE_NETWORK, or .turnpike/devnet.json)")
    .option(
      "--indexer <url...>",
      "indexers to send results to; the first one's list is probed (default: the network's)",
    )
    .option("--dir <dir>", "the prober's folder (default: prober in TURNPIKE_HOME, or ~/.turnpike/prober)")
    .option("--password-file <file>", "file with the password of its keys (default: TURNPIKE_PASSWORD, or a prompt)")
    .option("--devnet-account <name>", "at the first start: fund payers from this account of the local chain")
    .option("--address", "print the prober's and the funding account's address, and end")
    .option("--canary-listen <host:port>", "where the canary web server listens", "0.0.0.0:80")
    .option("--canary <host:port>", "the public address at which exits find it (default: where it listens)")
    .option(
      "--canary-name <name>",
      "a name under which every name leads to the canary; without it no names are asked for",
    )
    .option("--budget-day <amount>", "pay exits at most this in a day (UTC), in tokens", "1.00")
    .option(
      "--fund-day <amount>",
      "give new payers at most this in a day (UTC), in tokens; what they do not pay exits stays in their accounts",
      "20.00",
    )
    .option("--every <hours>", "probe each exit about this often, at random", "6")
    .option("--delay <seconds>", "publish so long after the commitment, or up to twice as long", "21600")
    .option("--line <mbps>", "what this machine's own line carries", "100")
    .option("--pace <factor>", "for trying it out: shorten pauses; such sessions can be told from a client's", "1")
    .option("--countries <file>", "table of addresses by country, MaxMind's format (default: the one that is shipped)")
    .option("--once", "probe every exit once, publish, and end")
    .option("--json", "print JSON")
    .action((flags: Flags) => runCommand(io, flags, () => probe(io, flags)));

async function probe(io: CommandIo, flags: Flags): Promise<void> {
  const where = networkPath(flags.network, io.env, io.cwd);
  const network = await loadNetwork(where);
  const { decimals, symbol } = network.token;
  const indexers = flags.indexer ?? network.indexers;
  if (indexers.length === 0 || !indexers.every((url) => URL.canParse(url)))
    throw new RuntimeError("CONFIG_INVALID", "name the indexer to send results to: --indexer http://127.0.0.1:8787");
  const budgetDay = parseToken(flags.budgetDay, decimals);
  const fundDay = parseToken(flags.fundDay, decimals);
  const everySeconds = numberOf("every", flags.every, 0.001, 8_760) * 3_600;
  const delaySeconds = Math.max(1, Math.round(numberOf("delay", flags.delay, 1, 302_400)));
  const lineMbps = Math.round(numberOf("line", flags.line, 1, 1_000_000));
  const pace = numberOf("pace", flags.pace, 1, 1_000);
  const listen = parseListen("--canary-listen", flags.canaryListen);
  const given = flags.canary === undefined ? undefined : parseListen("--canary", flags.canary);
  const dir = resolve(io.cwd, flags.dir ?? roleDir(io, "prober"));
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const password = await readPassword(io, { file: flags.passwordFile, prompt: "password of the prober's keys" });
  const funder = flags.devnetAccount === undefined ? undefined : await devnetAccountKey(where, flags.devnetAccount);
  const secrets = await openProberSecrets(join(dir, "prober.sealed"), password, funder);
  const secp = await loadSecp256k1();
  const address = secp.addressOf(secrets.signer);
  const funding = secp.addressOf(secrets.funder);
  if (flags.address === true) {
    if (flags.json === true) printJson(io, { prober: address, funding });
    else io.stdout.write(`prober  ${address}\nfunding ${funding}\n`);
    return;
  }
  if (given === undefined && /^(0\.0\.0\.0|::)$/.test(listen.host))
    throw new RuntimeError(
      "CONFIG_INVALID",
      "exits need to know where the canary is: give its public address with --canary HOST:PORT",
    );
  const countryOf = openCountries(flags.countries === undefined ? undefined : resolve(io.cwd, flags.countries));
  const lock = await lockForProcess(dir);
  const asked = untilAskedToStop();
  let stopping = false;
  const stop = asked.then(() => {
    stopping = true;
  });
  const say = (text: string) => (flags.json === true ? printJson(io, { type: "progress", text }) : progress(io, text));
  const file = await ProberFile.open(join(dir, "prober.json"), systemClock.nowSeconds());
  const canary = await openCanary(listen.host, listen.port);
  try {
    const chain = await openChain({ network, signerKey: secrets.funder });
    const clock = systemClock;
    const publisher = new Publisher({
      ...{ file, clock, chainId: network.chainId, prober: address, sign: secp.signer(secrets.signer) },
      onPublished: ({ node }, indexer) => say(`published the result of a probe of ${node} at ${indexer}`),
    });
    const prober = new Prober({
      ...{
        network,
        indexers,
        canary,
        countryOf,
        lineMbps,
        clock,
        file,
        publisher,
        budgetDay,
        everySeconds,
        delaySeconds,
      },
      ...{
        canaryHost: given?.host ?? listen.host,
        canaryPort: given?.port ?? canary.port,
        canaryName: flags.canaryName,
      },
      payers: new Payers({ chain, secp, file, secrets, dir, clock, fundDay, usedSeconds: delaySeconds }),
      plan: () => drawPlan(systemRandom, pace),
      onProgress: say,
      onProbed: (found, quality, spent) => {
        const { salt: _, ...shown } = found;
        if (flags.json === true) printJson(io, { type: "probed", ...shown, quality, spent: spent.toString() });
        else
          say(
            `${found.node}: quality ${(quality / 1e6).toFixed(2)} ${found.problem} for ${formatToken(tokenAmount(spent), decimals)} ${symbol}`,
          );
      },
    });
    say(`prober ${address}: name it to your indexer with --prober; payers are funded from ${funding}`);
    if (flags.json === true) printJson(io, { ready: true, prober: address, funding, canaryPort: canary.port });
    const left = () => budgetDay - file.used(clock.nowSeconds());
    if (flags.once === true) {
      await prober.round(atOnce, () => stopping);
      const end = clock.monotonicMilliseconds() + Math.min(onceMilliseconds, delaySeconds * 3_000 + 10_000);
      while (!stopping && file.results.length > 0 && clock.monotonicMilliseconds() < end) {
        await Promise.race([stop, sleep(200)]);
        await prober.publish();
      }
      const waiting = file.results.length;
      if (flags.json === true) printJson(io, { type: "summary", waiting, budgetLeft: left().toString() });
      else
        say(
          `${waiting} results wait to be published; ${formatToken(tokenAmount(left()), decimals)} ${symbol} left today`,
        );
      return;
    }
    while (!stopping) {
      let wait = lookMilliseconds;
      try {
        await prober.step(() => stopping);
      } catch (error) {
        // A budget that is used up or an account that is empty: nothing is probed until that has changed, and results are published all the same.
        if (!(error instanceof CodedError) || (!error.retryable && !restful.has(error.code))) throw error;
        say(`${error.message} [${error.code}]`);
        wait = restMilliseconds;
      }
      await Promise.race([stop, sleep(wait, undefined, { ref: true })]);
    }
  } finally {
    await canary.close();
    await lock.release();
  }
}

const restful: ReadonlySet<string> = new Set(["PROBE_BUDGET_EXHAUSTED", "PROBER_UNFUNDED"]);
