import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { type CountryResponse, Reader, type Response } from "mmdb-lib";
import { IndexerError } from "../errors.ts";

/** The country of an address, two letters; empty where the table has none. */
export type CountryOf = (address: string) => string;

/** Tables say it in either way: a plain code, or as in MaxMind's databases. */
type Row = Response & Partial<CountryResponse> & { readonly country_code?: string };

/** The table that is shipped: beside the code in the built package, in node_modules in a checkout. */
function shippedTable(): Buffer {
  try {
    return readFileSync(fileURLToPath(new URL("../data/countries.mmdb", import.meta.url)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const { resolve } = createRequire(import.meta.url);
  return readFileSync(resolve("@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb"));
}

/** Opens a table of addresses by country in MaxMind's format; the shipped one when no file is named. Code: `COUNTRIES_UNREADABLE`. */
export function openCountries(file: string | undefined): CountryOf {
  let reader: Reader<Row>;
  try {
    reader = new Reader<Row>(file === undefined ? shippedTable() : readFileSync(file));
  } catch (cause) {
    throw new IndexerError(
      "COUNTRIES_UNREADABLE",
      `the table of countries${file === undefined ? "" : ` ${file}`} cannot be read; give --countries a country database in MaxMind's format (mmdb)`,
      {},
      { cause },
    );
  }
  return (address) => {
    const row = reader.get(address.replace(/^::ffff:(?=\d+\.)/i, ""));
    const code = row?.country_code ?? row?.country?.iso_code ?? "";
    return /^[A-Z]{2}$/.test(code) ? code : "";
  };
}
