// Every page in both languages, in light and dark, on a phone and on a desk.

import { createServer } from 'node:http';
import { join } from 'node:path';

import { Watch, check, demand, demo, given, inPage, japaneseFonts, overhang, violations } from './house.mjs';

/** Every page: how it is reached, and whether it tells of a fault. */
const PAGES = [
  { name: 'home', open: (page, at) => page.goto(at('/')) },
  {
    name: 'answered',
    // Opened and shut again: what is looked at leaves everything as it was.
    open: async (page, at) => {
      await page.goto(at('/'));
      await page.locator('form.answers button[value=unsure]').first().click();
      await page.waitForURL(/done=/);
    },
    leave: async (page) => {
      await page.locator('.done button[value=withdrawn]').click();
      await page.waitForURL(/done=/);
    },
  },
  { name: 'check', open: (page, at) => page.goto(at('/check')) },
  { name: 'impostor', open: (page, at) => upload(page, at, '03-lookalike.eml') },
  { name: 'unproven', open: (page, at) => upload(page, at, '07-card-use.eml') },
  { name: 'no-claim', open: (page, at) => upload(page, at, '06-newsletter.eml') },
  {
    name: 'text',
    open: async (page, at) => {
      await page.goto(at('/check'));
      await page.locator('#text').fill('【重要】お支払い方法の更新 https://amazon-co-jp.example/update\n03-1234-5678');
      await page.locator('form:has(#text) button').click();
      await page.locator('.verdict').waitFor();
    },
  },
  {
    name: 'many',
    open: async (page, at) => {
      await page.goto(at('/check'));
      const mails = ['01-order', '02-forged-order', '03-lookalike', '05-foreign-content', '06-newsletter'];
      await page.locator('#mail').setInputFiles([...mails.map((it) => demo(`${it}.eml`)), demo('dns.json')]);
      await page.locator('form:has(#mail) button').click();
      await page.locator('.many').waitFor();
    },
  },
  {
    name: 'report',
    open: async (page, at) => {
      await upload(page, at, '02-forged-order.eml');
      await page.locator('a[href^="/report?"]').click();
      await page.waitForURL(/report/);
    },
  },
  {
    name: 'wrong',
    open: async (page, at) => {
      await upload(page, at, '05-foreign-content.eml');
      await page.locator('form[action="/wrong"] button').click();
      await page.waitForURL(/verdict/);
    },
    leave: (page) => page.locator('form[action="/wrong"] button[value=withdrawn]').click(),
  },
  { name: 'mails', open: (page, at) => page.goto(at('/mails')) },
  { name: 'mails-found', open: (page, at) => page.goto(at('/mails?words=Amazon&verdict=genuine')) },
  { name: 'mails-none', open: (page, at) => page.goto(at('/mails?words=xyzzyx')) },
  {
    name: 'mail',
    open: async (page, at) => {
      await page.goto(at('/mails'));
      await page.locator('ol.mails a').first().click();
      await page.waitForURL(/\/mail\?/);
    },
  },
  { name: 'sources', open: (page, at) => page.goto(at('/sources')) },
  {
    name: 'import',
    // What was taken in before changes nothing; the torn one has a line of its own.
    open: async (page, at) => {
      await page.goto(at('/sources'));
      await page.locator('#mails').setInputFiles([demo('01-order.eml'), demo('dns.json')]);
      await page.locator('form:has(#mails) button').click();
      await page.locator('button[value=dismiss]').waitFor();
      await page.locator('section.card .seen').first().waitFor();
    },
    leave: async (page) => {
      await page.locator('button[value=dismiss]').first().click();
      await page.locator('button[value=dismiss]').waitFor({ state: 'detached' });
    },
  },
  { name: 'help', isLong: true, open: (page, at) => page.goto(at('/help#sender-is-lookalike')) },
  { name: 'settings', open: (page, at) => page.goto(at('/settings')) },
  {
    name: 'backup',
    open: async (page, at) => {
      await page.goto(at('/settings'));
      // A name has the second in it.
      await new Promise((resolve) => {
        setTimeout(resolve, 1100);
      });
      await page.locator('form[action="/settings/backup"] button').click();
      await page.locator('svg').waitFor();
    },
  },
  { name: 'gone', mayFail: true, open: (page, at) => page.goto(at('/verdict?mail=gone')) },
  { name: 'nowhere', mayFail: true, open: (page, at) => page.goto(at('/nowhere')) },
  { name: 'outside', isOutside: true, mayFail: true, open: (page, at) => page.goto(at('/')) },
  { name: 'old-link', isOutside: true, mayFail: true, open: (page, at) => page.goto(at('/enter?token=used')) },
];

async function upload(page, at, mail) {
  await page.goto(at('/check'));
  await page.locator('#mail').setInputFiles(demo(mail));
  await page.locator('form:has(#mail) button').click();
  await page.locator('.verdict').waitFor();
  // What is folded is looked at too.
  for (const folded of await page.locator('details').all()) await folded.locator('summary').first().click();
}

const COMBINATIONS = ['ja', 'en'].flatMap((language) =>
  ['light', 'dark'].flatMap((scheme) => [390, 1280].map((width) => ({ language, scheme, width }))),
);

export async function looks(browser, house, state) {
  await control(browser);
  for (const { language, scheme, width } of COMBINATIONS) {
    const options = {
      colorScheme: scheme,
      viewport: { width, height: 844 },
      locale: language === 'ja' ? 'ja-JP' : 'en-US',
    };
    for (const it of PAGES) {
      const name = `${it.name}-${language}-${scheme}-${width}`;
      await check(`browser: ${name}`, async () => {
        const context = await browser.newContext(it.isOutside ? options : { ...options, storageState: state });
        try {
          return await look(await context.newPage(), house, it, language, join(given.shots, `${name}.png`));
        } finally {
          await context.close();
        }
      });
    }
  }
  await firstView(browser, house, state);
}

/** What is wrong with a page; a picture of it is laid down. */
async function look(page, house, it, language, picture) {
  const watch = new Watch(page, house.origin, it);
  const at = (path) => house.origin + path;
  await it.open(page, at);
  const faults = [];
  const spoken = await inPage(page, 'document.documentElement.lang');
  demand(spoken === language, `the page speaks ${spoken}`);
  const title = await page.title();
  demand(title.endsWith(' · mioboe') && title.length > ' · mioboe'.length, `the title is “${title}”`);
  faults.push(...(await violations(page)), ...(await overhang(page)));
  if (language === 'ja') {
    const fonts = await japaneseFonts(page);
    demand(fonts.length > 0, 'no Japanese letter was found');
    const others = fonts.filter((font) => !/^Noto (Sans|Serif)( Mono)? CJK JP/.test(font));
    faults.push(...others.map((font) => `Japanese is drawn in ${font}`));
  }
  await page.screenshot({ path: picture, fullPage: !it.isLong });
  await it.leave?.(page);
  return [...faults, ...watch.faults];
}

/** What is asked for and sent for a first view of home. */
async function firstView(browser, house, state) {
  await check('browser: a first view of home takes few requests and little weight', async () => {
    const context = await browser.newContext({ storageState: state });
    const page = await context.newPage();
    let octets = 0;
    const requests = [];
    page.on('requestfinished', async (request) => {
      requests.push(request.url());
    });
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    session.on('Network.loadingFinished', (it) => {
      octets += it.encodedDataLength;
    });
    await page.goto(`${house.origin}/`, { waitUntil: 'networkidle' });
    await context.close();
    console.log(`first view of home: ${requests.length} requests, ${octets} octets`);
    demand(requests.length > 0 && requests.length <= 3, `${requests.length} requests: ${requests.join(' ')}`);
    demand(octets > 1000 && octets < 150_000, `${octets} octets`);
  });
}

/** The eyes must be able to see: a page with each fault. */
async function control(browser) {
  const page_with_faults = `<!doctype html><html><head><title>x</title></head><body style="margin:0">
    <p style="color:#aaa;background:#fff">pale</p><img src="http://127.0.0.1:9/foreign.png">
    <div style="width:2000px">wide</div><script>console.error('told'); tripped()</script></body></html>`;
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/html' });
    answer.end(page_with_faults);
  });
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  await check('browser: control: each kind of fault is seen', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const watch = new Watch(page, origin);
    await page.goto(origin);
    const found = [...(await violations(page)), ...(await overhang(page)), ...watch.faults];
    await context.close();
    for (const kind of ['color-contrast', 'html-has-lang', 'image-alt', 'beyond the window', 'console: told', 'script: ', 'request: http://127.0.0.1:9/']) {
      demand(found.some((fault) => fault.includes(kind)), `${kind} was not seen in ${found.join(' | ')}`);
    }
  });
  server.close();
}
