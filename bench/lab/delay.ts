import { connect, createServer, type Socket } from "node:net";

/** A long line in user space: every byte arrives half a round trip later, either way. */
export interface DelayedLine {
  readonly port: number;
  stop(): void;
}

const timerSlackMilliseconds = 2;

/**
 * Listens on loopback and passes everything on to `target`, `roundTripMilliseconds / 2` late. The kernel completes a TCP handshake at once here, so a new
 * connection also waits the round trip that its handshake would have taken before its first byte goes on.
 */
export function startDelayedLine(target: number, roundTripMilliseconds: number): Promise<DelayedLine> {
  const sockets = new Set<Socket>();
  const forward = (from: Socket, to: Socket, openAt: number) => {
    const later = (work: () => void) => {
      const due = Math.max(performance.now(), openAt) + roundTripMilliseconds / 2;
      waiting.push({ due, work });
      if (waiting.length === 1) look();
    };
    const waiting: { due: number; work: () => void }[] = [];
    // Timers come up to a millisecond late, which would cost most where most is said: the last part is waited for without one.
    const look = () => {
      for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
        const left = next.due - performance.now();
        if (left > 0) {
          if (left > timerSlackMilliseconds) setTimeout(look, left - timerSlackMilliseconds);
          else setImmediate(look);
          return;
        }
        waiting.shift();
        next.work();
      }
    };
    from.on("data", (chunk) => later(() => to.writable && to.write(chunk)));
    from.on("end", () => later(() => to.end()));
    from.on("error", () => from.destroy());
    from.on("close", () => {
      sockets.delete(from);
      later(() => to.destroy());
    });
    from.setNoDelay(true);
    sockets.add(from);
  };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: target, host: "127.0.0.1", allowHalfOpen: true });
    const now = performance.now();
    forward(near, far, now + roundTripMilliseconds);
    forward(far, near, now);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address !== "object" || address === null) throw new Error("no port");
      const stop = () => {
        server.close();
        for (const socket of sockets) socket.destroy();
      };
      resolve({ port: address.port, stop });
    });
  });
}
