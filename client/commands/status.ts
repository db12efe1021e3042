import type { Command } from "commander";
import { formatToken } from "../../protocol/units.ts";
import { answer, type CommandIo, printJson, runCommand } from "../../runtime/command.ts";
import { clientFiles } from "../files.ts";
import { askLocalApi } from "../localApi.ts";
import { type ClientFlags, clientDir, clientNetwork, clientVerb } from "./options.ts";

/** `turnpike status`: what the running client does and costs. */
export function statusCommand(io: CommandIo): Command {
  return clientVerb("status", "show the running connection: bytes, rate, spent, remaining").action(
    (flags: ClientFlags) =>
      runCommand(io, flags, async () => {
        const status = await askLocalApi(clientFiles(clientDir(io, flags)).socket);
        if (flags.json === true) {
          printJson(io, status);
          return;
        }
        const { decimals, symbol } = (await clientNetwork(io, flags)).token;
        const money = (value: unknown) => `${formatToken(BigInt(String(value ?? "0")), decimals)} ${symbol}`;
        const ended = status.ended as { code: string; message: string } | null | undefined;
        const none = ended == null ? "none: looking for one" : `none: ${ended.message} [${ended.code}]`;
        answer(
          io,
          `node       ${status.node ?? none}\nprice      ${status.node === null ? "none" : `${money(status.pricePerGB)} per GB`}`,
        );
        for (const hop of (status.hops ?? []) as Record<string, string>[])
          answer(
            io,
            `${`${hop.role}`.padEnd(9)}  ${hop.node} (${hop.country}): ${hop.bytes} bytes at ${money(hop.pricePerGB)} per GB, spent ${money(hop.spent)}`,
          );
        answer(io, `moved      ${status.bytes} bytes, now ${(Number(status.bitsPerSecond) / 1e6).toFixed(1)} Mbit/s`);
        const left = status.remaining === null ? "unknown while no node is connected" : money(status.remaining);
        const bytesLeft = status.remainingBytes === null ? "" : `, and ${status.remainingBytes} bytes of the budget`;
        answer(io, `spent      ${money(status.spent)}\nremaining  ${left}${bytesLeft}`);
        if (status.interface === undefined) answer(io, `proxies    SOCKS5 ${status.socks}, HTTP ${status.http}`);
        else answer(io, `tunnel     ${status.state}, interface ${status.interface}`);
      }),
  );
}
