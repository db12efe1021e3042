/** The one place where units become words. */
const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

export const countryName = (code: string): string => {
  try {
    return names.of(code) ?? code;
  } catch {
    // Two letters that are no region: shown as the operator wrote them.
    return code;
  }
};

let decimals = 6;
let symbol = "";
export function useToken(token: { readonly symbol: string; readonly decimals: number }): void {
  ({ decimals, symbol } = token);
}

/** Token units from base units, in full precision up to four digits behind the point. */
export function token(amount: string, digits = 2): string {
  const value = Number(BigInt(amount)) / 10 ** decimals;
  const shown = value !== 0 && Math.abs(value) < 0.01 ? 4 : digits;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: shown });
}
export const tokenNumber = (amount: string): number => Number(BigInt(amount)) / 10 ** decimals;
export const money = (amount: string): string => `${token(amount)} ${symbol}`.trim();
export const tokenSymbol = (): string => symbol;

/** Base units of a written amount; undefined when it is none. */
export function parseMoney(text: string): string | undefined {
  const match = /^(\d{1,12})(?:\.(\d{0,18}))?$/.exec(text.trim());
  if (match === null) return undefined;
  return BigInt(`${match[1]}${(match[2] ?? "").slice(0, decimals).padEnd(decimals, "0")}`).toString();
}

export const score = (millionths: number): string => (millionths / 10_000).toFixed(1);
export const count = (value: number): string => value.toLocaleString("en");
export const short = (hex: string): string => `${hex.slice(0, 8)}…${hex.slice(-4)}`;

/** Days before months, hours to 24: read alike everywhere. */
const inWords = (seconds: number, options: Intl.DateTimeFormatOptions): string =>
  new Date(seconds * 1000).toLocaleString("en-GB", options);
export const day = (seconds: number): string => inWords(seconds, { dateStyle: "medium" });
export const shortDay = (seconds: number): string => inWords(seconds, { day: "numeric", month: "short" });
export const clock = (seconds: number): string => inWords(seconds, { timeStyle: "short" });
export const moment = (seconds: number): string => inWords(seconds, { dateStyle: "medium", timeStyle: "short" });
