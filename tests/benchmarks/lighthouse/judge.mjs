/**
 * Judges pages of a built site as Lighthouse sees them on a desktop, without compression: `npm run judge -- SITE`, with
 * the browser in CHROME_PATH. Prints the scores, 0 to 100, and exits with 1 if one is below LEAST, but for performance:
 * that depends on the machine, so it is reported and judged by whoever reads it.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

/** Of these pages each that the site has: an edition may do without a lesson or without drawing. */
const PAGES = ["", "module-1/train-the-model/", "explore/draw-a-digit/", "explore/inside-the-network/"]
  .filter((page) => existsSync(join(process.argv[2], page, "index.html")));
const LEAST = 95;
const TIMED = "Performance";
/** Times that a page is tried: on a busy machine all is slow. */
const TRIES = 3;
const TYPES = {
  ".css": "text/css", ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".json": "application/json",
  ".png": "image/png", ".svg": "image/svg+xml", ".txt": "text/plain",
};

async function answer(site, request, response) {
  const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  try {
    const file = path.endsWith("/") ? `${path}index.html` : path;
    const content = await readFile(join(site, file));
    response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}

async function judged(address, port) {
  const { lhr } = await lighthouse(address, { port, logLevel: "error" }, desktopConfig);
  const scores = Object.values(lhr.categories).map(({ title, score }) => [title, Math.round(100 * score)]);
  return { scores, fails: scores.some(([, score]) => score < LEAST), audits: Object.values(lhr.audits) };
}

const server = createServer((request, response) => void answer(process.argv[2], request, response));
await new Promise((listening) => { server.listen(0, "127.0.0.1", listening); });
const chrome = await launch({ chromeFlags: ["--headless", "--no-sandbox"] });
for (const page of PAGES) {
  let found;
  for (let tries = 0; tries < TRIES && (!found || found.fails); tries += 1) {
    found = await judged(`http://127.0.0.1:${server.address().port}/${page}`, chrome.port);
  }
  console.log(`${page || "home"}: ${found.scores.map(([title, score]) => `${title} ${score}`).join(", ")}`);
  if (!found.fails) continue;
  if (found.scores.some(([title, score]) => title !== TIMED && score < LEAST)) process.exitCode = 1;
  const causes = found.audits.filter(({ score }) => score !== null && score < 0.9);
  console.log(`  at least ${LEAST} is asked; see ${causes.map(({ id, displayValue }) => displayValue ? `${id} (${displayValue})` : id).join(", ")}`);
}
chrome.kill();
server.close();
