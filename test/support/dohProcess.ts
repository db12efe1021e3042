/** DNS over HTTPS (RFC 8484) on port 443 of where it is run, for any program that speaks it. Ends with SIGINT. */
import { createServer } from "node:https";
import { buffer } from "node:stream/consumers";
import selfsigned from "selfsigned";
import { answerTo } from "../../scripts/demo/names.ts";

const tls = await selfsigned.generate([{ name: "commonName", value: "resolver" }], { keyType: "ec", curve: "P-256" });
createServer({ key: tls.private, cert: tls.cert }, (request, response) => {
  buffer(request).then(
    (question) =>
      response
        .writeHead(200, { "content-type": "application/dns-message" })
        .end(answerTo(question, request.socket.remoteAddress ?? "")),
    () => response.destroy(),
  );
}).listen(443, "::", () => console.log(JSON.stringify({ ready: true })));
process.on("SIGINT", () => process.exit(0));
