interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema | readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;
interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses?: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>;
}
interface OpenApi {
  readonly info: { readonly title: string; readonly description?: string };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}h2{font-size:1.15rem;margin:0 0 .3rem}h3{font-size:1rem;margin:1rem 0 .2rem}p{margin:.3rem 0}
section{border-top:1px solid color-mix(in srgb,currentColor 25%,transparent);padding:1.2rem 0}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .8rem .25rem 0;vertical-align:top}th{font-weight:600}
td:first-child code{overflow-wrap:normal}h2 code{font-weight:600}tr+tr td{border-top:1px solid color-mix(in srgb,currentColor 12%,transparent)}summary{cursor:pointer;margin:.6rem 0}nav a{display:block}`;

/** A schema in a few words: `string ^[A-Z]{2}$`, `integer 1 to 500`, `"https" or "wireguard"`. */
function inWords(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (schema.anyOf !== undefined) return schema.anyOf.map(inWords).join(" or ");
  const words = [schema.type ?? "any"];
  if (schema.pattern !== undefined) words.push(schema.pattern);
  if (schema.minimum !== undefined) words.push(`from ${schema.minimum}`);
  if (schema.maximum !== undefined) words.push(`to ${schema.maximum}`);
  if (schema.maxLength !== undefined) words.push(`of at most ${schema.maxLength} characters`);
  if (schema.maxItems !== undefined) words.push(`of at most ${schema.maxItems}`);
  return words.join(" ");
}

interface Row {
  readonly name: string;
  readonly schema: Schema;
  readonly note: string;
}

/** The fields of a schema with their paths: `body.endpoint.host`, `nodes[].score`. */
function fields(schema: Schema, path = ""): Row[] {
  const inner = schema.anyOf?.find((choice) => choice.type === "object") ?? schema;
  if (inner.type === "array" && inner.items !== undefined && !Array.isArray(inner.items))
    return fields(inner.items as Schema, `${path}[]`);
  return Object.entries(inner.properties ?? {}).flatMap(([name, field]) => {
    const at = path === "" ? name : `${path}.${name}`;
    const note = inner.required?.includes(name) === false ? "optional" : "";
    return [{ name: at, schema: field, note }, ...fields(field, at)];
  });
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ name, schema, note }) =>
      `<tr><td><code>${escaped(name)}</code></td><td><code>${escaped(inWords(schema))}</code></td><td>${escaped([schema.description ?? "", note].filter((part) => part !== "").join("; "))}</td></tr>`,
  );
  return `<table><thead><tr><th scope="col">name</th><th scope="col">shape</th><th scope="col">meaning</th></tr></thead><tbody>${lines.join("")}</tbody></table>`;
}

function contents(content: Content | undefined): string {
  return Object.entries(content ?? {})
    .map(([type, { schema }]) => {
      const rows = schema === undefined ? [] : fields(schema);
      return `<p><code>${escaped(type)}</code></p>${rows.length === 0 ? "" : table(rows)}`;
    })
    .join("");
}

const anchor = (method: string, path: string): string => `${method}${path}`.replaceAll(/[^a-z0-9]+/gi, "-");

function section(method: string, path: string, operation: Operation): string {
  const parameters = (operation.parameters ?? []).map((parameter) => ({
    name: parameter.name,
    schema: { ...parameter.schema, description: parameter.description ?? parameter.schema?.description ?? "" },
    note: parameter.in === "path" ? "in the path" : parameter.required === true ? "required" : "",
  }));
  const answers = Object.entries(operation.responses ?? {}).map(
    ([status, { description, content }]) =>
      `<details><summary>answers <code>${escaped(status === "default" ? "4xx, 5xx" : status)}</code> ${escaped(description === "Default Response" ? "" : (description ?? ""))}</summary>${contents(content)}</details>`,
  );
  return `<section id="${anchor(method, path)}"><h2><code>${method.toUpperCase()} ${escaped(path)}</code></h2><p>${escaped(operation.summary ?? "")}</p>${
    parameters.length === 0 ? "" : `<h3>Parameters</h3>${table(parameters)}`
  }${operation.requestBody === undefined ? "" : `<h3>Body</h3>${contents(operation.requestBody.content)}`}${answers.join("")}</section>`;
}

/** The OpenAPI document as a page to read: no script, no request to anyone. */
export function referencePage(api: OpenApi): string {
  const operations = Object.entries(api.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const links = operations.map(
    ({ path, method }) =>
      `<a href="#${anchor(method, path)}"><code>${method.toUpperCase()} ${escaped(path)}</code></a>`,
  );
  const sections = operations.map(({ path, method, operation }) => section(method, path, operation));
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(api.info.title)}</title><style>${style}</style></head>
<body><main><h1>${escaped(api.info.title)}</h1><p>${escaped(api.info.description ?? "")} The form for programs is <a href="/openapi.json">/openapi.json</a>.</p><nav aria-label="Routes">${links.join("")}</nav>${sections.join("\n")}</main></body></html>`;
}
