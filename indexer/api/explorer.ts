import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Answer, AnswerCache, matches } from "./answerCache.ts";
import type { Api } from "./routes.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Nothing from anywhere else, nothing inline. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

interface File {
  readonly answer: Answer;
  readonly type: string;
}

/** The built explorer: beside the code in a checkout, and in the built package. Undefined when it was not built. */
export function explorerFolder(): string | undefined {
  return ["../../web/dist", "../web"]
    .map((up) => fileURLToPath(new URL(up, import.meta.url)))
    .find((folder) => existsSync(join(folder, "index.html")));
}

function filesOf(folder: string): ReadonlyMap<string, File> {
  const files = new Map<string, File>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const body = readFileSync(path);
    const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
    files.set(path.slice(folder.length).replaceAll("\\", "/"), { answer: { etag, body }, type });
  }
  return files;
}

/** Serves the explorer at `/`; its pages are one document, which reads the API. Where it was not built, `/` says how to. */
export function addExplorer(app: Api, folder: string | undefined): void {
  const files = folder === undefined ? new Map<string, File>() : filesOf(folder);
  const cache = new AnswerCache();
  const hidden = { schema: { hide: true } } as const;
  for (const [path, file] of files) {
    const page = path === "/index.html";
    for (const url of page ? ["/", "/network", "/verify", "/node/:address"] : [path]) {
      app.get(url, hidden, (request, reply) => {
        const { etag, body, encoding } = cache.encoded(file.answer, request.headers["accept-encoding"]);
        reply.headers({
          etag,
          vary: "accept-encoding",
          "content-security-policy": policy,
          "referrer-policy": "no-referrer",
          "cache-control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
        });
        if (matches(request.headers["if-none-match"], etag)) return reply.code(304).send();
        if (encoding !== undefined) reply.header("content-encoding", encoding);
        return reply.type(file.type).send(body);
      });
    }
  }
  if (files.size === 0)
    app.get("/", hidden, (_request, reply) =>
      reply
        .code(503)
        .type("text/plain; charset=utf-8")
        .send(
          "The explorer is not built here. In a checkout, run: npm run build\nThe API works without it: /reference says how.\n",
        ),
    );
}
