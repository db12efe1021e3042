import { connect } from "node:net";

/** The 1,000 bytes at /small through SOCKS5, in milliseconds. One connection as a program without cleverness makes it: greeting, request, HTTP request, each after the answer to the one before. */
export function fetchSmall(socksPort: number, originPort: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const socket = connect({ port: socksPort, host: "127.0.0.1", noDelay: true });
    let seen = Buffer.alloc(0);
    const fail = (error: Error) => reject(error);
    const closed = () => fail(new Error(`the tunnel on port ${socksPort} closed before the answer was whole`));
    const steps: ((data: Buffer) => number)[] = [
      (data) => {
        if (data.length < 2) return 0;
        socket.write(Buffer.from([5, 1, 0, 1, 127, 0, 0, 1, originPort >> 8, originPort & 255]));
        return 2;
      },
      (data) => {
        if (data.length < 10) return 0;
        if (data[1] !== 0) fail(new Error(`SOCKS reply ${data[1]}`));
        socket.write(`GET /small HTTP/1.1\r\nHost: 127.0.0.1:${originPort}\r\nConnection: close\r\n\r\n`);
        return 10;
      },
      (data) => {
        const head = data.indexOf("\r\n\r\n");
        if (head < 0 || data.length < head + 4 + 1_000) return 0;
        socket.off("close", closed);
        socket.destroy();
        resolve(performance.now() - started);
        return data.length;
      },
    ];
    socket.on("data", (chunk) => {
      seen = Buffer.concat([seen, chunk]);
      const used = steps[0]?.(seen) ?? 0;
      if (used === 0) return;
      seen = seen.subarray(used);
      steps.shift();
    });
    socket.once("error", fail);
    socket.once("close", closed);
    socket.write(Buffer.from([5, 1, 0]));
  });
}
