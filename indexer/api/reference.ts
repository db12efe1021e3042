interface OpenApi {
  readonly info: { readonly title: string; readonly description?: string };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: object;
  }[];
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem}
code{font-family:ui-monospace,monospace}h2{font-size:1.1rem;border-top:1px solid color-mix(in srgb,currentColor 25%,transparent);padding-top:1rem}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top}`;

/** The OpenAPI document as a page to read: no script, no request to anyone. */
export function referencePage(api: OpenApi): string {
  const sections = Object.entries(api.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const rows = (operation.parameters ?? []).map(
        (parameter) =>
          `<tr><td><code>${escaped(parameter.name)}</code></td><td>${parameter.in}${parameter.required === true ? ", required" : ""}</td><td>${escaped(parameter.description ?? "")}</td><td><code>${escaped(JSON.stringify(parameter.schema ?? {}))}</code></td></tr>`,
      );
      const table =
        rows.length === 0
          ? ""
          : `<table><thead><tr><th>name</th><th>where</th><th>meaning</th><th>shape</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
      return `<section><h2><code>${method.toUpperCase()} ${escaped(path)}</code></h2><p>${escaped(operation.summary ?? "")}</p>${table}</section>`;
    }),
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(api.info.title)}</title><style>${style}</style></head>
<body><h1>${escaped(api.info.title)}</h1><p>${escaped(api.info.description ?? "")} The machine's form is <a href="/openapi.json">/openapi.json</a>.</p>${sections.join("\n")}</body></html>`;
}
