// Drives a real browser over the pages; each line `PASS name` or `FAIL name: reason` is one case.

import { mkdirSync, rmSync } from 'node:fs';

import { attacks } from './attacks.mjs';
import { flows } from './flows.mjs';
import { FOREIGN, House, chromium, failures, given } from './house.mjs';
import { looks } from './looks.mjs';

for (const folder of [given.work, given.shots]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
const house = await House.start();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  // As root in a container there is no sandbox to be had; all that is opened here is ours.
  // What the browser itself would keep from this machine's addresses is let through: our own defence is on trial.
  args: [
    '--no-sandbox',
    '--disable-features=LocalNetworkAccessChecks',
    `--host-resolver-rules=MAP ${FOREIGN} 127.0.0.1`,
  ],
});
try {
  const entering = await browser.newContext();
  const page = await entering.newPage();
  await page.goto(house.link);
  const state = await entering.storageState();
  await entering.close();
  await looks(browser, house, state);
  await flows(browser, house, state);
  await attacks(browser, house, state);
} finally {
  await browser.close();
  house.stop();
}
process.exit(failures() === 0 ? 0 : 1);
