/** A name server in a process of its own, for another network namespace: `node nameServerProcess.ts ADDRESS NAME...` says that all these names are itself. */
import { openNameServer } from "./nameServer.ts";

const [address = "", ...names] = process.argv.slice(2);
await openNameServer((name) => (names.includes(name) ? [address] : []), { address, port: 53 });
console.log(JSON.stringify({ ready: true }));
process.on("SIGINT", () => process.exit(0));
