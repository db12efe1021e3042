import { type ChildProcess, spawn } from "node:child_process";
import { connect } from "node:net";
import { RuntimeError } from "../errors.ts";
import { programMissing } from "../program.ts";
import type { WireguardDevice } from "./device.ts";
import { widenReceiveBuffers } from "./receiveBuffers.ts";
import { checkAnswer, decodeGet, encodeSet } from "./uapi.ts";

/** Where wireguard-go puts its sockets; the place is fixed in the program. */
export const socketFolder = "/var/run/wireguard";
const socketOf = (name: string): string => `${socketFolder}/${name}.sock`;
const startMilliseconds = 10_000;
/** One that hangs does not end when it is asked. */
const endMilliseconds = 2_000;
/** Less than whoever asks an exit for a session waits for its answer. */
const answerMilliseconds = 5_000;

/** One operation on the socket of an interface and its answer. Code: `WIREGUARD_REFUSED`. */
export function askSocket(name: string, operation: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const refused = (cause: unknown) =>
      reject(
        new RuntimeError(
          "WIREGUARD_REFUSED",
          `the interface ${name} does not answer; is wireguard-go running?`,
          {},
          { cause },
        ),
      );
    const socket = connect(socketOf(name));
    let text = "";
    socket.setTimeout(answerMilliseconds, () => socket.destroy(new Error("timeout")));
    socket.once("error", refused);
    socket.once("close", () => refused(undefined));
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      // An answer ends with its errno and an empty line.
      if (!/errno=-?[0-9]+\n\n$/.test(text)) return;
      socket.destroy();
      resolve(text);
    });
    socket.write(operation);
  });
}

/** Drives an interface by its process's socket; `pid` is that process. */
export const socketDevice = (
  name: string,
  pid: number,
  end: () => Promise<void>,
  onLost: (callback: () => void) => void,
): WireguardDevice => ({
  name,
  configure: async (change) => checkAnswer(await askSocket(name, encodeSet(change))),
  state: async () => decodeGet(await askSocket(name, "get=1\n\n")),
  widen: async () => {
    await widenReceiveBuffers(pid);
  },
  close: end,
  onLost,
});

/** How wireguard-go is started: without its own log, which names peers' addresses. */
const environment = {
  LOG_LEVEL: "silent",
  WG_PROCESS_FOREGROUND: "1",
  WG_I_PREFER_BUGGY_USERSPACE_TO_POLISHED_KMOD: "1",
};

/**
 * Starts wireguard-go in the foreground for an interface of this name and waits until its socket answers. It ends with this process's `close`; when this
 * process dies, it goes on with the peers it has. Codes: `PROGRAM_MISSING`, `WIREGUARD_REFUSED`.
 */
export async function openWireguardGo(name: string): Promise<WireguardDevice> {
  const child = spawn("wireguard-go", ["-f", name], {
    // Not in our process group: a Ctrl-C in a terminal is for us, and we end it in order.
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    // It outlives us when we are killed, and a password is among what we were told.
    env: { PATH: process.env.PATH, ...environment },
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-1_000);
  });
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
    child.once("error", () => resolve());
  });
  await answering(name, child, () => said);
  let closed = false;
  return socketDevice(
    name,
    child.pid ?? 0,
    async () => {
      closed = true;
      child.kill("SIGTERM");
      const impatient = setTimeout(() => child.kill("SIGKILL"), endMilliseconds);
      await ended;
      clearTimeout(impatient);
    },
    (callback) => {
      ended.then(() => {
        if (!closed) callback();
      });
    },
  );
}

function answering(name: string, child: ChildProcess, said: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    let over = false;
    const finish = (error?: Error) => {
      if (over) return;
      over = true;
      clearTimeout(deadline);
      if (error === undefined) resolve();
      else {
        child.kill("SIGKILL");
        reject(error);
      }
    };
    const failed = (reason: string) =>
      finish(
        new RuntimeError(
          "WIREGUARD_REFUSED",
          `wireguard-go could not make the interface ${name}: ${reason}; it needs root or CAP_NET_ADMIN, /dev/net/tun and a free name`,
        ),
      );
    const deadline = setTimeout(() => failed("it did not answer in time"), startMilliseconds);
    child.once("error", (cause) => finish(programMissing("wireguard-go", cause)));
    child.once("close", (code) => failed(`it ended with ${code} ${said().trim()}`));
    const look = () => {
      if (over) return;
      askSocket(name, "get=1\n\n").then(
        () => finish(),
        () => setTimeout(look, 20),
      );
    };
    look();
  });
}
