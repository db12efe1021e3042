/** Session and token of a Basic credential (RFC 7617); undefined for anything else. */
export function parseBasic(
  header: string | undefined,
): { readonly session: string; readonly token: string } | undefined {
  const match = /^basic ([A-Za-z0-9+/=]{1,400})$/i.exec(header ?? "");
  if (match?.[1] === undefined) return undefined;
  const text = Buffer.from(match[1], "base64").toString("latin1");
  const parts = /^([A-Za-z0-9_-]{22}):([A-Za-z0-9_-]{43})$/.exec(text);
  return parts?.[1] === undefined || parts[2] === undefined ? undefined : { session: parts[1], token: parts[2] };
}
