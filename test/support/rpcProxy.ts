import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A real endpoint in front of another, that a test can let lie or fall silent for some methods. */
export interface RpcProxy {
  readonly url: string;
  /** Methods asked, in order. */
  readonly asked: string[];
  /** What it does with a question instead of passing it on: an answer, `hang up`, `say nothing`, or undefined to pass it on. */
  rule: (
    method: string,
  ) => { readonly result: unknown } | { readonly error: unknown } | "hang up" | "say nothing" | undefined;
  /** Done before a question is passed on, with its parameters: what somebody who watches the mempool would do. */
  before: (method: string, params: readonly unknown[]) => Promise<void>;
  close(): Promise<void>;
}

export async function openRpcProxy(target: string): Promise<RpcProxy> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      const { id, method, params } = JSON.parse(text) as { id: number; method: string; params?: readonly unknown[] };
      asked.push(method);
      const ruled = proxy.rule(method);
      const say = (body: string) => response.writeHead(200, { "content-type": "application/json" }).end(body);
      if (ruled === "say nothing") return;
      if (ruled === "hang up") request.socket.destroy();
      else if (ruled !== undefined) say(JSON.stringify({ jsonrpc: "2.0", id, ...ruled }));
      else
        proxy
          .before(method, params ?? [])
          .then(() => fetch(target, { method: "POST", headers: { "content-type": "application/json" }, body: text }))
          .then((answer) => answer.text())
          .then((body) => (proxy.rule(method) === "hang up" ? request.socket.destroy() : say(body)))
          .catch(() => request.socket.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: RpcProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    rule: () => undefined,
    before: async () => {},
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return proxy;
}
