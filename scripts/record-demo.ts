/**
 * Records a real run of `npm run demo` and draws it: docs/media/demo.cast (asciinema, version 2) and docs/media/demo.svg, which plays by itself.
 *   sh scripts/bootstrap.sh scripts/record-demo.ts            records and draws
 *   sh scripts/bootstrap.sh scripts/record-demo.ts --draw     draws the committed recording again
 */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const path = (name: string): string => fileURLToPath(new URL(`../docs/media/${name}`, import.meta.url));
const command = "npm run demo";

interface Line {
  /** Seconds from the start. */
  readonly at: number;
  readonly text: string;
}

async function record(): Promise<void> {
  const child = spawn("npm", ["run", "--silent", "demo"], { stdio: ["ignore", "ignore", "pipe"] });
  const started = performance.now();
  const lines: Line[] = [];
  createInterface({ input: child.stderr }).on("line", (text) => {
    lines.push({ at: (performance.now() - started) / 1_000, text });
    console.error(text);
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`the demo failed with ${code}: nothing was recorded`);
  const header = { version: 2, width: 108, height: lines.length + 2, title: command };
  const events = [{ at: 0, text: `$ ${command}` }, ...lines].map(({ at, text }) =>
    JSON.stringify([Number(at.toFixed(3)), "o", `${text}\r\n`]),
  );
  writeFileSync(path("demo.cast"), `${[JSON.stringify(header), ...events].join("\n")}\n`);
}

/** Pauses longer than this are shortened in the picture; the times in the lines stay as they were. */
const longestPause = 1.2;
const holdSeconds = 8;
const letter = { width: 8.4, height: 20 } as const;
const margin = 20;
const widest = 108;

/** A terminal breaks long lines; what is broken off is one step in. */
function wrapped(text: string): readonly string[] {
  if (text.length <= widest) return [text];
  const at = text.lastIndexOf(" ", widest);
  return [text.slice(0, at), ...wrapped(`          ${text.slice(at + 1)}`)];
}

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

function draw(): void {
  const [, ...events] = readFileSync(path("demo.cast"), "utf8").trim().split("\n");
  let shown = 0.8;
  let before = 0;
  const rows = events.flatMap((event) => {
    const [at, , text] = JSON.parse(event) as [number, string, string];
    shown += Math.min(at - before, longestPause);
    before = at;
    return wrapped(text.trimEnd()).map((part) => ({ at: shown, text: part }));
  });
  const total = shown + holdSeconds;
  const width = Math.ceil(widest * letter.width + 2 * margin);
  const height = rows.length * letter.height + 2 * margin + 20;
  const styles = rows.map(
    ({ at }, index) =>
      `@keyframes k${index}{0%,${((at / total) * 100).toFixed(2)}%{opacity:0}${((at / total) * 100 + 0.01).toFixed(2)}%,100%{opacity:1}}.l${index}{animation:k${index} ${total.toFixed(1)}s infinite}`,
  );
  const texts = rows.map(({ text }, index) => {
    const [, time = "", rest = text] = /^(\[ *[\d.]+ s\])(.*)$/.exec(text) ?? [];
    const colour = index === 0 ? ' class="c"' : / settled | has the origin's hash$/.test(text) ? ' class="g"' : "";
    const y = margin + 20 + (index + 1) * letter.height - 5;
    return `<text class="l${index}" x="${margin}" y="${y}"><tspan class="t">${escaped(time)}</tspan><tspan${colour}>${escaped(rest)}</tspan></text>`;
  });
  writeFileSync(
    path("demo.svg"),
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A recording of ${command}">
<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d7dae0;white-space:pre}.t{fill:#7f8896}.c{fill:#fff;font-weight:600}.g{fill:#7fd6a1}
@media (prefers-reduced-motion:no-preference){
${styles.join("\n")}
}</style>
<rect width="${width}" height="${height}" rx="8" fill="#15181e"/><circle cx="20" cy="18" r="5" fill="#ff5f57"/><circle cx="38" cy="18" r="5" fill="#febc2e"/><circle cx="56" cy="18" r="5" fill="#28c840"/>
${texts.join("\n")}
</svg>
`,
  );
}

if (!process.argv.includes("--draw")) await record();
draw();
