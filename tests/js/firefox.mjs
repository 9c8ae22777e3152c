// Visits pages in Firefox over WebDriver BiDi. In: {"firefox": path, "host": address, "visits": [{"path", "steps"}]} as JSON;
// out: for each visit {"read": [values], "troubles": [texts]}.
import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const { firefox, host, visits } = JSON.parse(readFileSync(0, "utf-8"));
const browser = await puppeteer.launch({ browser: "firefox", executablePath: firefox, headless: true });

/** What a visit may do; what a step returns other than undefined is read. */
const STEPS = {
  click: (page, selector) => page.locator(selector).click(),
  press: (page, key) => page.keyboard.press(key),
  focus: (page, selector) => page.focus(selector),
  wait: async (page, expression) => void (await page.waitForFunction(expression)),
  read: (page, expression) => page.evaluate(expression),
  // A stroke of the mouse over an element, points from 0 to 1 across and down it.
  draw: async (page, [selector, points]) => {
    const element = await page.waitForSelector(selector, { visible: true });
    await element.scrollIntoView();
    const { x, y, width, height } = await element.boundingBox();
    const [first, ...others] = points.map(([across, down]) => [x + across * width, y + down * height]);
    await page.mouse.move(...first);
    await page.mouse.down();
    for (const point of others) await page.mouse.move(...point);
    await page.mouse.up();
  },
};

async function visit({ path, steps }) {
  const page = await browser.newPage();
  const troubles = [];
  page.on("console", (message) => ["error", "warn"].includes(message.type()) && troubles.push(message.text()));
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(host)) troubles.push(`asked another host: ${request.url()}`);
  });
  page.on("response", (response) => response.status() >= 400 && troubles.push(`${response.status()}: ${response.url()}`));
  const read = [];
  try {
    await page.goto(host + path);
    for (const [[name, given]] of steps.map(Object.entries)) {
      const value = await STEPS[name](page, given);
      if (value !== undefined) read.push(value);
    }
  } catch (error) {
    troubles.push(String(error));
  }
  await page.close();
  return { read, troubles };
}

const results = [];
for (const each of visits) results.push(await visit(each));
await browser.close();
process.stdout.write(JSON.stringify(results));
