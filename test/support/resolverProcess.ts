/** Changes this process's system resolver as a tunnel does, crash included, and prints what is seen after each step: `node resolverProcess.ts INTERFACE DNS...`. */
import { readFileSync } from "node:fs";
import { readResolver, restoreResolver, setResolver } from "../../client/tunnel/resolver.ts";

const file = "/etc/resolv.conf";
const [interfaceName = "", ...dns] = process.argv.slice(2);
const nameservers = (): readonly string[] =>
  [...readFileSync(file, "utf8").matchAll(/^nameserver (.*)$/gm)].map(([, address]) => address ?? "");
const say = (step: string, more: object = {}) =>
  console.log(JSON.stringify({ step, nameservers: nameservers(), ...more }));

const { keeper, before = "" } = await readResolver(file);
say("before", { keeper });
await setResolver({ interfaceName, dns, file, keeper });
say("set");
// Whoever comes after a crash looks at the same file.
const again = await readResolver(file);
say("after a crash", { keeper: again.keeper });
await setResolver({ interfaceName, dns, file, keeper: again.keeper });
await restoreResolver({ interfaceName, file, before, keeper: again.keeper });
say("restored");
