/**
 * A payer written from docs/protocol.md alone, with nothing of Turnpike's own code: ethers and Node's library. It deposits by a relayed authorization,
 * opens a session at the first exit of the list, downloads URL through it, answers every demand by a voucher, and settles the best voucher on chain.
 *   PAYER_KEY=0x… SETTLER_KEY=0x… node examples/open-pay-settle.ts NETWORK_FILE INDEXER_URL http://HOST:PORT/PATH
 * The payer needs tokens and no gas; the settler, who may be anybody, needs gas and no tokens. Prints one JSON object with the sums.
 */
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import { connect, type TLSSocket } from "node:tls";
import { ethers } from "ethers";

// biome-ignore lint/suspicious/noExplicitAny: what comes from the wire is checked by signature and by sum, not by type, to keep this short.
type Json = any;
const [networkFile = "", indexer = "", url = ""] = process.argv.slice(2);
const file: Json = JSON.parse(readFileSync(networkFile, "utf8"));
const network: Json = file.network ?? file;
const provider = new ethers.JsonRpcProvider(network.rpcUrls[0], network.chainId, { pollingInterval: 200 });
const payer = new ethers.Wallet(process.env.PAYER_KEY ?? "");
const settler = new ethers.Wallet(process.env.SETTLER_KEY ?? "", provider);
const payerAddress = payer.address.toLowerCase();
const now = () => Math.floor(Date.now() / 1000);
const check = (good: boolean, what: string): void => {
  if (!good) throw new Error(`NOT RIGHT: ${what}`);
};
const amountDue = (bytes: bigint, price: bigint): bigint => (bytes * price + 10n ** 9n - 1n) / 10n ** 9n;

// 1. What is signed, and under which domains.
const fields = (list: string) =>
  list.split(",").map((one) => ({ type: one.split(" ")[0] ?? "", name: one.split(" ")[1] ?? "" }));
const payments = {
  name: "Turnpike Payments",
  version: "1",
  chainId: network.chainId,
  verifyingContract: network.paymentChannels,
};
const nodes = {
  name: "Turnpike Node",
  version: "1",
  chainId: network.chainId,
  verifyingContract: network.nodeRegistry,
};
const token = { ...network.token, chainId: network.chainId };
const tokenDomain = {
  name: token.name,
  version: token.version,
  chainId: token.chainId,
  verifyingContract: token.address,
};
const types = {
  Voucher: { Voucher: fields("address node,uint96 cumulative") },
  SessionAuth: { SessionAuth: fields("address node,bytes32 tlsExporter,bytes32 nonce,uint40 validUntil") },
  Quote: {
    Quote: fields(
      "address node,address payer,bytes32 nonce,uint96 pricePerGB,uint40 validFrom,uint40 validUntil,uint8 transport,bytes32 descriptorHash",
    ),
  },
  Demand: { Demand: fields("bytes32 quoteHash,uint64 sequence,uint64 bytesTotal,uint96 amount") },
  Descriptor: { Descriptor: fields("address node,uint64 version,uint40 validUntil,bytes32 bodyHash") },
  Receive: {
    ReceiveWithAuthorization: fields(
      "address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce",
    ),
  },
};
const structHash = (kind: "Quote" | "Descriptor", message: Json): string =>
  ethers.TypedDataEncoder.hashStruct(kind, types[kind], message);
const signerOf = (kind: "Quote" | "Demand" | "Descriptor", message: Json): string =>
  ethers.verifyTypedData(nodes, types[kind], message, message.signature);

// 2. An exit: from an indexer's list, believed only as far as chain and signatures bear it out.
const channels = new ethers.Contract(
  network.paymentChannels,
  [
    "function settle(address node, bytes items)",
    "function accountOf(address payer) view returns (uint96 available, address owner)",
    "function channelOf(address node, address payer) view returns (uint24 epoch, uint40 expiresAt, uint96 locked, uint96 settled)",
    "function earnedOf(address node) view returns (uint96 credit, uint96 fee)",
  ],
  settler,
);
const registry = new ethers.Contract(
  network.nodeRegistry,
  [
    "function isActive(address node) view returns (bool)",
    "function nodeOf(address node) view returns (tuple(address operator, address payout, address key, uint96 bond, uint40 registeredAt, uint40 unbondingAt, uint64 descriptorFloor, uint32 slashes, uint40 lastSlashAt, uint40 formerSlashAt, address pendingPayout, uint40 payoutReadyAt))",
  ],
  provider,
);
const call = async (contract: ethers.Contract, name: string, ...given: unknown[]): Promise<Json> =>
  contract.getFunction(name)(...given);
const sorted = (value: Json): Json =>
  value === null || typeof value !== "object" || Array.isArray(value)
    ? Array.isArray(value)
      ? value.map(sorted)
      : value
    : Object.fromEntries(
        Object.keys(value)
          .sort()
          .map((key) => [key, sorted(value[key])]),
      );
const { nodes: list }: Json = await (await fetch(new URL("/v1/nodes", indexer))).json();
const descriptor: Json = list.find((one: Json) => one.descriptor !== null)?.descriptor;
check(descriptor !== undefined, "no exit is listed with a descriptor");
const record = await call(registry, "nodeOf", descriptor.node);
const described = { ...descriptor, bodyHash: ethers.id(JSON.stringify(sorted(descriptor.body))) };
check(await call(registry, "isActive", descriptor.node), "the exit is not active");
check(signerOf("Descriptor", described) === record.key, "the descriptor's signature");
check(BigInt(descriptor.version) >= record.descriptorFloor && descriptor.validUntil > now(), "the descriptor's age");
const node: string = descriptor.node;
const { host, port } = descriptor.body.endpoint;

// 3. TLS to it, pinned; requests over it; proofs bound to it.
const dial = (): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const options = {
      host,
      port,
      minVersion: "TLSv1.3",
      rejectUnauthorized: false,
      ALPNProtocols: ["http/1.1"],
    } as const;
    const socket = connect(options, () => {
      const seen = createHash("sha256").update(socket.getPeerCertificate().raw).digest("hex");
      if (seen === descriptor.body.certificateSha256) resolve(socket);
      else socket.destroy(new Error("NOT RIGHT: the certificate"));
    });
    socket.once("error", reject);
  });
const ask = (socket: TLSSocket, method: string, path: string, headers: Record<string, string>, body?: Json) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const length =
      text === undefined
        ? {}
        : { "content-type": "application/json", "content-length": String(Buffer.byteLength(text)) };
    const sent = httpRequest({
      host,
      method,
      path,
      headers: { ...length, ...headers },
      createConnection: () => socket,
    });
    sent.on("response", resolve).on("error", reject).end(text);
  });
const post = async (
  path: string,
  body: Json,
  headers: Record<string, string> = {},
  socket?: TLSSocket,
): Promise<Json> => {
  const answer = await ask(socket ?? (await dial()), "POST", path, headers, body);
  let text = "";
  for await (const chunk of answer.setEncoding("utf8")) text += chunk;
  answer.socket.destroy();
  check(
    text.startsWith("{"),
    `${path} was answered with ${answer.statusCode}, by the cover site: the proof was not taken`,
  );
  return JSON.parse(text);
};
const proof = async (socket: TLSSocket) => {
  const tlsExporter = ethers.hexlify(socket.exportKeyingMaterial(32, "EXPORTER-Channel-Binding", Buffer.alloc(0)));
  const auth = { node, tlsExporter, nonce: ethers.hexlify(randomBytes(32)), validUntil: now() + 100 };
  const signature = await payer.signTypedData(payments, types.SessionAuth, auth);
  return { payer: payerAddress, nonce: auth.nonce, validUntil: auth.validUntil, signature };
};

// 4. The deposit: signed here, carried to the chain by the exit for a fee that the signature names; 0 is tried first.
const deposit = 1_000_000n;
const before = await call(channels, "accountOf", payerAddress);
// Whoever deposits first owns the account for ever: the owner that is named is this side's own, never the one that the chain shows.
check(
  [payerAddress, ethers.ZeroAddress].includes(before.owner.toLowerCase()),
  "the account is another's: take another payer key",
);
for (let relayFee = 0n; ; ) {
  const salt = ethers.hexlify(randomBytes(32));
  const [owner, validBefore] = [payerAddress, now() + 3600];
  const packed = ethers.AbiCoder.defaultAbiCoder().encode(
    ["address", "address", "uint96", "bytes32"],
    [payerAddress, owner, relayFee, salt],
  );
  const message = {
    from: payerAddress,
    to: network.paymentChannels,
    value: deposit,
    validAfter: 0,
    validBefore,
    nonce: ethers.keccak256(packed),
  };
  const signature = await payer.signTypedData(tokenDomain, types.Receive, message);
  const terms = {
    from: payerAddress,
    payer: payerAddress,
    owner,
    amount: String(deposit),
    relayFee: String(relayFee),
    validAfter: 0,
    validBefore,
    salt,
    signature,
  };
  const socket = await dial();
  const answer = await post("/turnpike/v1/deposits", { auth: await proof(socket), authorization: terms }, {}, socket);
  if (answer.error?.code === "RELAY_FEE_TOO_LOW" && relayFee === 0n) {
    relayFee = BigInt(answer.error.data.needed);
    continue;
  }
  check(answer.error === undefined, `the deposit: ${JSON.stringify(answer.error)}`);
  await provider.waitForTransaction(answer.transactionHash, 1);
  break;
}
const account = await call(channels, "accountOf", payerAddress);
check(account.available > before.available, "the deposit is not in the account");

// 5. The session: a signed quote.
const socket = await dial();
const opened: Json = await post(
  "/turnpike/v1/sessions",
  { auth: await proof(socket), bestVoucher: null, reservation: null },
  {},
  socket,
);
check(opened.error === undefined, `the session: ${JSON.stringify(opened.error)}`);
const { quote } = opened;
const price = BigInt(quote.pricePerGB);
const offered = { ...opened.descriptor, bodyHash: ethers.id(JSON.stringify(sorted(opened.descriptor.body))) };
check(signerOf("Descriptor", offered) === record.key, "the signature of the session's descriptor");
check(signerOf("Quote", quote) === record.key, "the quote's signature");
check(quote.node === node && quote.payer === payerAddress && quote.transport === 1, "whom the quote is for");
check(quote.descriptorHash === structHash("Descriptor", offered), "the descriptor that the quote names");
check(
  price <= BigInt(opened.descriptor.body.pricePerGB) && quote.validUntil <= now() + 86_400 + 60,
  "the quote's terms",
);

// 6. Demands come as lines; each is answered by one voucher, never above this side's own meter nor the deposit.
const quoteHash = structHash("Quote", quote);
const credentials = `Basic ${Buffer.from(`${opened.session}:${opened.token}`).toString("base64")}`;
const at = `/turnpike/v1/sessions/${opened.session}`;
const settledBefore = BigInt(opened.channel.settled);
const shown = BigInt(opened.bestVoucher?.cumulative ?? 0);
if (opened.bestVoucher !== null) {
  // This client keeps nothing; what it signed for this exit before counts, if it is its own signature.
  const signer = ethers.verifyTypedData(
    payments,
    types.Voucher,
    { node, cumulative: shown },
    opened.bestVoucher.signature,
  );
  check(signer === payer.address, "the voucher that the exit shows");
}
let best = {
  cumulative: shown > settledBefore ? shown : settledBefore,
  signature: opened.bestVoucher?.signature ?? "",
};
let signedOnQuote = 0n;
let metered = 0n;
let vouchers = 0;
let unanswered: Json;
let answering: Promise<void> = Promise.resolve();
const answer = async () => {
  const demand = unanswered;
  if (demand === undefined) return;
  const own = amountDue(metered, price);
  const demanded = BigInt(demand.amount);
  const increment = (demanded < own ? demanded : own) - signedOnQuote;
  if (increment <= 0n) return; // It overtook its bytes: answered when the meter has moved.
  const cumulative = best.cumulative + increment;
  check(cumulative - settledBefore <= account.available, "the deposit is used up");
  unanswered = undefined;
  const signature = await payer.signTypedData(payments, types.Voucher, { node, cumulative });
  // A client that lives longer writes the voucher to disk here, before it is sent.
  best = { cumulative, signature };
  signedOnQuote += increment;
  vouchers += 1;
  const body = { sequence: demand.sequence, cumulative: String(cumulative), signature };
  const taken = await post(`${at}/vouchers`, body, { authorization: credentials });
  check(taken.bestVoucher?.cumulative === String(cumulative), `the voucher: ${JSON.stringify(taken)}`);
};
const pay = () => {
  answering = answering.then(answer);
  answering.catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
  });
};
const take = (demand: Json) => {
  check(demand.quoteHash === quoteHash && signerOf("Demand", demand) === record.key, "the demand's signature");
  check(BigInt(demand.amount) <= amountDue(BigInt(demand.bytesTotal), price), "the demand is above its quote");
  unanswered = demand;
  pay();
};
const stream = await ask(await dial(), "GET", `${at}/demands`, { authorization: credentials });
createInterface({ input: stream }).on("line", (line) => {
  const event = JSON.parse(line);
  if (event.type === "demand") take(event.demand);
});

// 7. Traffic: CONNECT, then plain HTTP inside. What is counted is the payload of the tunnel, both directions.
const target = new URL(url);
const targetPort = target.port === "" ? "80" : target.port;
const tunnel = await dial();
const connected = await new Promise<Buffer>((resolve, reject) => {
  const asked = httpRequest({
    host,
    method: "CONNECT",
    path: `${target.hostname}:${targetPort}`,
    headers: { "proxy-authorization": credentials },
    createConnection: () => tunnel,
  });
  asked.on("connect", (reply, _socket, head) => {
    if (reply.statusCode === 200) resolve(head);
    else reject(new Error(`CONNECT: ${reply.statusCode} ${reply.headers["turnpike-error"] ?? ""}`));
  });
  asked.on("error", reject).end();
});
check(connected.length === 0, "bytes before the request");
const asked = `GET ${target.pathname} HTTP/1.1\r\nhost: ${target.host}\r\nconnection: close\r\n\r\n`;
metered += BigInt(asked.length);
tunnel.write(asked);
const chunks: Buffer[] = [];
for await (const chunk of tunnel as AsyncIterable<Buffer>) {
  metered += BigInt(chunk.length);
  chunks.push(chunk);
  pay();
}
const received = Buffer.concat(chunks);
const bodyAt = received.indexOf("\r\n\r\n") + 4;
check(received.subarray(0, bodyAt).toString("latin1").startsWith("HTTP/1.1 200"), "the download");

// 8. The end: the final demand is paid, and the best voucher brought to the chain. The exit would do it, too; anybody may.
await answering;
const closed = await post(`${at}/close`, {}, { authorization: credentials });
if (closed.demand !== null) take(closed.demand);
await answering;
stream.destroy();
const { r, yParityAndS: vs } = ethers.Signature.from(best.signature);
const item = ethers.concat([ethers.toBeHex(best.cumulative, 12), r, vs]);
const settlement = await (await call(channels, "settle", node, item)).wait();
check(settlement.status === 1, "settle was reverted");
const channel = await call(channels, "channelOf", node, payerAddress);
check(channel.settled === best.cumulative, `settled ${channel.settled}, and the best voucher is ${best.cumulative}`);
const after = await call(channels, "accountOf", payerAddress);
const sums = {
  ...{ node, payer: payerAddress, settler: settler.address.toLowerCase() },
  ...{
    metered,
    pricePerGB: price,
    due: amountDue(metered, price),
    paid: signedOnQuote,
    vouchers,
    settled: channel.settled,
  },
  ...{
    deposited: account.available - before.available,
    availableBefore: account.available,
    availableAfter: after.available,
  },
  ...{
    bodyBytes: received.length - bodyAt,
    sha256: createHash("sha256").update(received.subarray(bodyAt)).digest("hex"),
  },
};
console.log(JSON.stringify(sums, (_key, value) => (typeof value === "bigint" ? value.toString() : value)));
process.exit(0);
