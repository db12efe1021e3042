/** Says what a tunnel lacks for whoever runs this: `node needsProcess.ts RESOLVER_FILE`. */
import { tunnelLacks } from "../../client/tunnel/needs.ts";

const lacking = await tunnelLacks(process.argv[2] ?? "");
console.log(JSON.stringify(lacking === undefined ? {} : { code: lacking.code, message: lacking.message }));
