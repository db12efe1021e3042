import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runProgram } from "../../../runtime/program.ts";
import { have } from "../../support/run.ts";

const script = fileURLToPath(new URL("../../support/resolverProcess.ts", import.meta.url));
/** Debian keeps the daemon off the path; a test machine may have it unpacked somewhere that is on it. */
const daemon = ["/lib/systemd/systemd-resolved", "/usr/lib/systemd/systemd-resolved"].find((path) => existsSync(path));
const missing = [
  ...["resolvectl", "dbus-daemon", "unshare", "mount", "ip"].filter((program) => !have(program)),
  ...(daemon === undefined && !have("systemd-resolved") ? ["systemd-resolved"] : []),
];
const reason =
  process.getuid?.() !== 0
    ? "needs root for its namespaces"
    : missing.length > 0
      ? `needs ${missing.join(", ")} (Debian: systemd-resolved dbus-daemon util-linux iproute2)`
      : undefined;

/** Lets any process of the namespace own and call names: nobody else can reach this bus. */
const bus = `<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_type="signal"/>
<allow send_requested_reply="true"/><allow receive_type="method_call"/><allow receive_type="signal"/><allow receive_requested_reply="true"/></policy></busconfig>
`;

/** The real daemon, on a bus, files and interfaces of namespaces of its own: this machine's resolver is not touched. */
describe.skipIf(reason !== undefined)(
  `a resolver that systemd-resolved keeps${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    let dir: string;
    beforeEach(() => {
      dir = mkdtempSync(join(tmpdir(), "turnpike-resolved-"));
    });
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    it("asks the tunnel's name servers about every name, and nobody there once the tunnel is gone", async () => {
      const inside = join(dir, "inside.sh");
      writeFileSync(join(dir, "bus.conf"), bus);
      writeFileSync(
        inside,
        `set -e
mount -t tmpfs tmpfs /run
mkdir -p /run/dbus /run/systemd/resolve /run/systemd/netif/links
for file in passwd group; do
  cp /etc/$file /run/$file
  grep -q ^systemd-resolve: /run/$file || case $file in
    passwd) echo "systemd-resolve:x:996:996::/:/usr/sbin/nologin" >> /run/passwd ;;
    group) echo "systemd-resolve:x:996:" >> /run/group ;;
  esac
  mount --bind /run/$file /etc/$file
done
chown systemd-resolve:systemd-resolve /run/systemd/resolve
printf 'nameserver 127.0.0.53\\n' > /run/resolv.conf
mount --bind /run/resolv.conf /etc/resolv.conf
ip link set lo up
dbus-daemon --config-file=${dir}/bus.conf --nofork --nopidfile 2>/dev/null &
until [ -S /run/dbus/system_bus_socket ]; do sleep 0.05; done
${daemon ?? "systemd-resolved"} 2>/dev/null &
until resolvectl status >/dev/null 2>&1; do sleep 0.05; done
for name in eth0 turnpike; do ip link add $name type veth peer name p$name; ip link set p$name up; ip link set $name up; done
ip address add 192.0.2.2/24 dev eth0
ip address add 10.86.0.2/24 dev turnpike
resolvectl dns eth0 192.0.2.1
"${process.execPath}" "${script}" turnpike 10.86.0.1 fd86:7470::1 >/dev/null
echo "while it is up"
resolvectl dns turnpike
resolvectl domain turnpike
resolvectl dns eth0
ip link delete turnpike
until ! resolvectl dns turnpike >/dev/null 2>&1; do sleep 0.05; done
echo "once it is gone"
resolvectl dns
`,
      );
      const lines = await runProgram("unshare", [
        ...["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "private"],
        ...["sh", inside],
      ]);
      const [, during = "", after = ""] = lines.split(/while it is up\n|once it is gone\n/);
      expect(during.trim().split("\n")).toEqual([
        expect.stringMatching(/^Link \d+ \(turnpike\): 10\.86\.0\.1 fd86:7470::1$/) as string,
        expect.stringMatching(/^Link \d+ \(turnpike\): ~\.$/) as string,
        expect.stringMatching(/^Link \d+ \(eth0\): 192\.0\.2\.1$/) as string,
      ]);
      expect(after).toMatch(/\(eth0\): 192\.0\.2\.1/);
      expect(after).not.toMatch(/10\.86|fd86/);
    });
  },
);
