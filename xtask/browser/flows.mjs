// What people do on the pages, with scripts switched off and on: the pages have none.

import { readFileSync } from 'node:fs';

import { Watch, check, demand, demo, inPage } from './house.mjs';

/** One thing that a person does; `page` is inside. */
const FLOWS = [
  {
    name: 'checks a mail by its file',
    act: async (page, at) => {
      await page.goto(at('/check'));
      await page.locator('#mail').setInputFiles(demo('02-forged-order.eml'));
      await page.locator('form:has(#mail) button').click();
      demand((await page.locator('.verdict .sign').innerText()).length > 0, 'no verdict');
      demand((await page.locator('main').innerText()).includes('02-forged-order.eml'), 'the file is not named');
    },
  },
  {
    name: 'checks a mail by its source',
    act: async (page, at) => {
      await page.goto(at('/check'));
      await page.locator('#source').fill(readFileSync(demo('03-lookalike.eml'), 'utf8'));
      await page.locator('form:has(#source) button').click();
      demand(await page.locator('.verdict.impostor').isVisible(), 'the lookalike is no impostor');
    },
  },
  {
    name: 'checks a text',
    act: async (page, at) => {
      await page.goto(at('/check'));
      await page.locator('#text').fill('Amazon https://amazon-co-jp.example/');
      await page.locator('form:has(#text) button').click();
      demand(await page.locator('.verdict').isVisible(), 'no verdict');
      demand(!(await page.locator('.verdict.genuine').isVisible()), 'a text alone is called genuine');
    },
  },
  {
    name: 'answers a question and takes the answer back',
    act: async (page, at, house) => {
      await page.goto(at('/'));
      const id = await page.locator('section.card input[name=id]').first().getAttribute('value');
      const isOpen = () => house.questions().includes(id.slice(0, 8));
      demand(isOpen(), 'the first question is not open');
      await page.locator('form.answers button[value=not-mine]').first().click();
      await page.waitForURL(/done=/);
      demand(!isOpen(), 'the answer was not kept');
      demand((await page.locator(`#q-${id}`).count()) === 0, 'the card is still there');
      await page.locator('.done button[value=withdrawn]').click();
      await page.waitForURL(/done=/);
      demand(isOpen(), 'the answer was not taken back');
      demand(await page.locator(`#q-${id}`).isVisible(), 'the card did not come back');
    },
  },
  {
    name: 'pages through the questions',
    act: async (page, at) => {
      await page.goto(at('/'));
      const first = await page.locator('section.card').count();
      await page.locator('a[href^="/?after="]').click();
      await page.waitForURL(/after=/);
      demand(first === 20 && (await page.locator('section.card').count()) > 0, `${first} cards, then none`);
    },
  },
  {
    name: 'changes the language',
    act: async (page, at) => {
      await page.goto(at('/check?lang=en'));
      await page.locator('a.tongue').click();
      await page.waitForURL(/lang=ja/);
      demand((await page.locator('html').getAttribute('lang')) === 'ja', 'the language is not Japanese');
      // The choice stays.
      await page.goto(at('/'));
      demand((await page.locator('html').getAttribute('lang')) === 'ja', 'the choice was lost');
    },
  },
  {
    name: 'checks several mails',
    act: async (page, at) => {
      await page.goto(at('/check'));
      await page.locator('#mail').setInputFiles([demo('06-newsletter.eml'), demo('03-lookalike.eml')]);
      await page.locator('form:has(#mail) button').click();
      demand((await page.locator('.many > li').count()) === 2, 'not a line for each');
      demand((await page.locator('.many > li').first().getAttribute('class')) === 'impostor', 'the worst is not first');
      await page.locator('.many > li a').first().click();
      demand(await page.locator('.verdict.impostor').isVisible(), 'the line leads to no verdict');
    },
  },
  {
    name: 'gets a report ready',
    act: async (page, at) => {
      await page.goto(at('/check'));
      await page.locator('#mail').setInputFiles(demo('03-lookalike.eml'));
      await page.locator('form:has(#mail) button').click();
      await page.locator('a[href^="/report?"]').click();
      demand((await page.locator('main').innerText()).includes('info@antiphishing.jp'), 'the council is not named');
      const saving = page.waitForEvent('download');
      await page.locator('a[href^="/report/mail.eml"]').click();
      const saved = await saving;
      demand(saved.suggestedFilename() === 'mail.eml', saved.suggestedFilename());
      demand(readFileSync(await saved.path()).equals(readFileSync(demo('03-lookalike.eml'))), 'another mail was saved');
    },
  },
  {
    name: 'calls a verdict wrong and takes that back',
    act: async (page, at) => {
      await page.goto(at('/check'));
      await page.locator('#mail').setInputFiles(demo('03-lookalike.eml'));
      await page.locator('form:has(#mail) button').click();
      await page.locator('form[action="/wrong"] button[value=wrong]').click();
      demand(await page.locator('.verdict.impostor').isVisible(), 'the verdict changed');
      await page.locator('form[action="/wrong"] button[value=withdrawn]').click();
      demand(await page.locator('form[action="/wrong"] button[value=wrong]').isVisible(), 'it was not taken back');
    },
  },
  {
    name: 'reads why, from the verdict',
    act: async (page, at) => {
      await page.goto(at('/check'));
      await page.locator('#mail').setInputFiles(demo('03-lookalike.eml'));
      await page.locator('form:has(#mail) button').click();
      await page.locator('a.more').first().click();
      const code = new URL(page.url()).hash.slice(1);
      demand(code.length > 0 && (await page.locator(`#${code}:target h3`).isVisible()), `${code} is not explained`);
    },
  },
  {
    name: 'changes the language in the settings',
    act: async (page, at) => {
      await page.goto(at('/settings?lang=en'));
      await page.locator('#lang').selectOption('ja');
      await page.locator('form:has(#lang) button').click();
      demand((await page.locator('html').getAttribute('lang')) === 'ja', 'the language is not Japanese');
    },
  },
  {
    name: 'tries the ways of telling',
    act: async (page, at) => {
      await page.goto(at('/settings'));
      await page.locator('form[action="/settings/test"] button').click();
      // There is no desktop here: that is what is told.
      demand((await page.locator('.done li').count()) === 1, 'nothing came of the test');
    },
  },
  {
    name: 'does all with the keyboard',
    act: async (page, at) => {
      await page.goto(at('/check'));
      await page.keyboard.press('Tab');
      const focused = async (selector) => (await page.locator(`${selector}:focus`).count()) > 0;
      demand(await focused('a.skip'), 'the way past the head does not come first');
      for (let steps = 0; steps < 60 && !(await focused('#text')); steps += 1) await page.keyboard.press('Tab');
      demand(await focused('#text'), 'the field is not reached');
      await page.keyboard.type('https://amazon-co-jp.example/');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.locator('.verdict').waitFor();
    },
  },
];

export async function flows(browser, house, state) {
  for (const javaScriptEnabled of [false, true]) {
    for (const { name, act } of FLOWS) {
      const context = await browser.newContext({ storageState: state, javaScriptEnabled, locale: 'en-US' });
      await check(`browser: a person ${name}${javaScriptEnabled ? '' : ', scripts off'}`, async () => {
        const page = await context.newPage();
        const watch = new Watch(page, house.origin);
        await act(page, (path) => house.origin + path, house);
        return watch.faults;
      });
      await context.close();
    }
  }
  await entering(browser, house);
  await prints(browser, house, state);
  await leaving(browser, house);
}

/** Whoever leaves is out, and comes back by a new link alone. */
async function leaving(browser, house) {
  await check('browser: a person leaves', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-US' });
    const page = await context.newPage();
    await page.goto(house.origin);
    const next = house.nextLink();
    await page.locator('form[action="/enter/again"] button').click();
    await page.goto(await next);
    await page.goto(`${house.origin}/settings`);
    await page.locator('form[action="/leave"] button').click();
    await page.locator('form[action="/enter/again"]').waitFor();
    await page.goto(`${house.origin}/`);
    demand((await page.locator('.card').count()) === 0, 'still inside');
    await context.close();
  });
}

/** A link works once; a new one is asked for and stands in the terminal. */
async function entering(browser, house) {
  await check('browser: a person comes in by a new link, once', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-US' });
    const page = await context.newPage();
    await page.goto(house.link);
    demand((await page.locator('.card').count()) === 0, 'the used link let somebody in');
    const next = house.nextLink();
    await page.locator('form[action="/enter/again"] button').click();
    await page.goto(await next);
    demand((await page.locator('.card').count()) > 0, 'the new link let nobody in');
    demand(new URL(page.url()).search === '', 'the token stays in the address');
    await context.close();
  });
}

/** On paper there are no forms, and dark ink. */
async function prints(browser, house, state) {
  await check('browser: a verdict is printed in dark ink and without forms', async () => {
    const context = await browser.newContext({ storageState: state, colorScheme: 'dark' });
    const page = await context.newPage();
    await page.goto(`${house.origin}/check`);
    await page.locator('#mail').setInputFiles(demo('03-lookalike.eml'));
    await page.locator('form:has(#mail) button').click();
    await page.locator('.verdict').waitFor();
    await page.emulateMedia({ media: 'print' });
    // In one look: the end of a debugger's session ends the print view as well.
    const [seen, forms] = await inPage(
      page,
      `[
        [...document.querySelectorAll('h1, h2, p, dd, dt, li')].filter((it) => it.checkVisibility()).map((it) => getComputedStyle(it).color)
          .map((it) => it.match(/[0-9.]+/g).slice(0, 3).map(Number)).filter((it) => Math.min(...it) > 120).length,
        [...document.querySelectorAll('form')].filter((it) => it.checkVisibility()).length,
      ]`,
    );
    await context.close();
    demand(seen === 0, `${seen} texts are pale on paper`);
    demand(forms === 0, `${forms} forms are printed`);
  });
}
