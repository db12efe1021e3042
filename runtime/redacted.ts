const secretName = /password|passphrase|secret|mnemonic|private_?key|token$|authorization|credential|cookie|^key$/i;
const hashName = /hash$/i;
const hidden = "[redacted]";
/** Deeper than any log entry means to go; what lies below is not shown. */
const deepest = 8;

/** In free text: what follows the host of a URL (endpoints carry their owner's key there) and a user before it, credentials of a header, and 32 bytes of hex. */
function redactedText(text: string): string {
  return text
    .replace(
      /([a-z][a-z0-9+.-]*:\/\/)([^\s"'<>/?#]*)([/?#][^\s"'<>]*)?/gi,
      (_, scheme: string, authority: string, rest = "") => {
        const host = authority.slice(authority.lastIndexOf("@") + 1);
        return `${scheme}${host}${rest === "" || rest === "/" ? rest : `/${hidden}`}`;
      },
    )
    .replace(/\b(basic|bearer)\s+[A-Za-z0-9+/=._~-]+/gi, `$1 ${hidden}`)
    .replace(/(?<![0-9a-fA-F])(0x)?[0-9a-fA-F]{64}(?![0-9a-fA-F])/g, hidden);
}

/**
 * A value as it may be shown in a log, at any depth: what has a secret's name is blanked, and so is what looks like a secret inside any text. Hashes of
 * transactions and blocks stay readable under names that end in `hash`; errors become their code and message, without the stack of foreign text.
 */
export function redacted(value: unknown, name = "", depth = 0): unknown {
  if (secretName.test(name) && value !== undefined && value !== null && typeof value !== "boolean") return hidden;
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "string")
    return hashName.test(name) && /^0x[0-9a-f]{64}$/.test(value) ? value : redactedText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth === deepest) return hidden;
  if (value instanceof Error) {
    const code = "code" in value ? String(value.code) : undefined;
    return { code, message: redactedText(value.message) };
  }
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return value.map((entry) => redacted(entry, name, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, redacted(entry, key, depth + 1)]));
}
