/**
 * Full checks of vouchers per second on one core, as a node does them for each message: decode the JSON, order and canonical form, EIP-712 digest, recover
 * the signer. The peer is viem's verifyTypedData on the same messages.
 */
import { verifyTypedData } from "viem";
import { paymentsDomain } from "../protocol/domain.ts";
import { messageTypes } from "../protocol/eip712.ts";
import { type Hex, parseAddress, parseHex } from "../protocol/ids.ts";
import { parseDecimal, tokenAmount } from "../protocol/units.ts";
import { checkVoucher, signVoucher } from "../protocol/voucher.ts";
import { parseMessage, SubmitVoucherJson } from "../protocol/wire.ts";
import { loadSecp256k1, type Secp256k1 } from "../runtime/secp256k1.ts";
import { type BenchOptions, pairedRow, type Row } from "./row.ts";
import { seededBytes } from "./seededBytes.ts";

const chainId = 31_337;
const messages = 400;

export async function run({ rounds, seed, say }: BenchOptions): Promise<Row[]> {
  const libraries = {
    native: await loadSecp256k1("native"),
    wasm: await loadSecp256k1("wasm"),
    noble: await loadSecp256k1("noble"),
  };
  const bytes = seededBytes(`${seed}/vouchers`, 72);
  const contract = parseAddress(`0x${bytes.subarray(0, 20).toString("hex")}`);
  const node = parseAddress(`0x${bytes.subarray(20, 40).toString("hex")}`);
  const key = parseHex(`0x${bytes.subarray(40, 72).toString("hex")}`, 32);
  const payer = libraries.native.addressOf(key);
  const domain = paymentsDomain(chainId, contract, libraries.native.keccak);
  const signer = libraries.native.signer(key);
  const wires = Array.from({ length: messages }, (_, index) => {
    const { cumulative, signature } = signVoucher(domain, node, tokenAmount(BigInt(index + 1) * 50_000n), signer);
    return JSON.stringify({ sequence: String(index + 1), cumulative: cumulative.toString(), signature });
  });

  const ours = (library: Secp256k1): number => {
    let best = 0n;
    const started = performance.now();
    for (const wire of wires) {
      const message = parseMessage(SubmitVoucherJson, JSON.parse(wire), "voucher");
      const voucher = {
        node,
        cumulative: tokenAmount(parseDecimal(message.cumulative)),
        signature: message.signature as Hex,
      };
      const checked = checkVoucher(domain, voucher, { payer, node, best }, library.recover);
      if (!checked.ok) throw new Error(`a good voucher was refused: ${checked.refusal.code}`);
      best = checked.value.cumulative;
    }
    return perSecond(started);
  };
  const viem = async (): Promise<number> => {
    const typed = { chainId, name: domain.name, version: domain.version, verifyingContract: contract };
    const types = { Voucher: messageTypes.Voucher };
    const started = performance.now();
    for (const wire of wires) {
      const { cumulative, signature } = JSON.parse(wire) as { cumulative: string; signature: Hex };
      const message = { node, cumulative: BigInt(cumulative) };
      const call = { address: payer, domain: typed, types, primaryType: "Voucher", message, signature } as const;
      if (!(await verifyTypedData(call))) throw new Error("viem refused a good voucher");
    }
    return perSecond(started);
  };
  const perSecond = (started: number) => (messages * 1_000) / (performance.now() - started);

  const rates: Record<"native" | "wasm" | "noble" | "viem", number[]> = { native: [], wasm: [], noble: [], viem: [] };
  // The first rounds only let the compiler see everything.
  for (let round = -2; round < rounds; round++) {
    const measured = {
      native: ours(libraries.native),
      wasm: ours(libraries.wasm),
      noble: ours(libraries.noble),
      viem: await viem(),
    };
    if (round < 0) continue;
    for (const name of ["native", "wasm", "noble", "viem"] as const) rates[name].push(measured[name]);
    const told = Object.entries(measured).map(([name, rate]) => `${name} ${rate.toFixed(0)}/s`);
    say(`round ${round + 1}: ${told.join(", ")}`);
  }
  return [
    pairedRow("voucher checks per second and core, native", rates.native, rates.viem, { atLeast: 25 }),
    pairedRow("voucher checks per second and core, wasm", rates.wasm, rates.viem, { atLeast: 6 }),
    pairedRow("voucher checks per second and core, noble", rates.noble, rates.viem, { atLeast: 1 }),
  ];
}
