// The pages as they are served: the command itself over a fresh store of made-up mails, and a browser that was let in.

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What the step hands over. */
export const given = {
  command: process.env.MIOBOE,
  generate: process.env.GENERATE,
  tools: process.env.TOOLS,
  root: process.env.ROOT,
  work: process.env.WORK,
  shots: process.env.SHOTS,
};

const tools = createRequire(join(given.tools, 'package.json'));
export const { chromium } = tools('playwright-core');
const axe = readFileSync(tools.resolve('axe-core/axe.min.js'), 'utf8');

/** Names that lead to this machine in the browser, and are none of ours. */
export const FOREIGN = 'hostile.example';

/** The rules of WCAG 2.2 up to AA, as axe-core names them. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

export const demo = (name) => join(given.root, 'fixtures/demo', name);

/** Fills a store with made-up mails, signed with test keys; many of them raise a question. */
function fill(store, config) {
  const folder = join(given.work, 'mails');
  const run = (program, args) => {
    const ended = spawnSync(program, args, { encoding: 'utf8' });
    // 1 says that something was found; 2, that one of the files beside the mails is none.
    if (ended.error || ![0, 1, 2].includes(ended.status)) {
      throw new Error(`${program} ended with ${ended.status}: ${ended.stderr}`);
    }
    return ended.stdout + ended.stderr;
  };
  run(given.generate, ['ham', '--out', folder, '--count', '220']);
  const shared = ['--store', store, '--config', config, '--lang', 'en'];
  run(given.command, ['import', folder, '--offline', '--dns-record', join(folder, 'dns.json'), ...shared]);
  const questions = run(given.command, ['review', '--list', ...shared]).match(/^[0-9a-f]{8} /gm) ?? [];
  if (questions.length < 21) {
    throw new Error(`only ${questions.length} questions: a second page of them is not seen`);
  }
}

/** The command, serving. */
export class House {
  /** Starts it at a free port; `arguments` are added to the command's own. */
  static async start({ isEmpty = false, more = [], name = 'house' } = {}) {
    const folder = join(given.work, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const store = join(folder, 'store.sqlite');
    const config = join(folder, 'config.toml');
    writeFileSync(config, '[[tell]]\nchannel = "desktop"\n');
    if (!isEmpty) fill(store, config);
    const house = new House();
    Object.assign(house, { store, config, folder, said: [], waiting: [] });
    const args = ['serve', '--port', '0', '--offline', '--lang', 'en', '--store', store, '--config', config, ...more];
    // A home of its own: nothing of the person who runs this is read or written.
    const env = { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: join(folder, 'data') };
    house.child = spawn(given.command, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    for (const stream of [house.child.stdout, house.child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => house.#hear(line));
    }
    house.child.on('exit', (code) => house.#hear(`ended with ${code}`));
    house.link = await house.nextLink();
    house.origin = new URL(house.link).origin;
    return house;
  }

  #hear(line) {
    this.said.push(line);
    const link = line.match(/https?:\/\/\S+\/enter\?token=\S+/);
    if (link || line.startsWith('ended with')) this.waiting.shift()?.(link?.[0]);
  }

  /** The next login link that the command shows. */
  async nextLink() {
    const link = await new Promise((resolve) => {
      this.waiting.push(resolve);
    });
    if (!link) throw new Error(`the command ended:\n${this.said.join('\n')}`);
    return link;
  }

  /** The questions that are open, as the command lists them. */
  questions() {
    const args = ['review', '--list', '--store', this.store, '--config', this.config, '--lang', 'en'];
    return spawnSync(given.command, args, { encoding: 'utf8' }).stdout;
  }

  stop() {
    this.child.kill();
  }
}

/** What a page did that it should not: errors, and requests to elsewhere. */
export class Watch {
  constructor(page, origin, { mayFail = false } = {}) {
    this.faults = [];
    this.requests = [];
    page.on('console', (said) => {
      // A page that tells of a fault has its status, which the browser reports.
      const isStatus = mayFail && said.text().startsWith('Failed to load resource: the server responded');
      if (said.type() === 'error' && !isStatus) this.faults.push(`console: ${said.text()}`);
    });
    page.on('pageerror', (error) => this.faults.push(`script: ${error.message}`));
    page.on('dialog', (dialog) => {
      this.faults.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.context().on('request', (request) => {
      this.requests.push(request.url());
      if (new URL(request.url()).origin !== origin) this.faults.push(`request: ${request.url()}`);
    });
  }
}

/** Runs an expression in the page as a debugger does, so that the page's own policy is neither loosened nor hit. */
export async function inPage(page, expression) {
  const session = await page.context().newCDPSession(page);
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  if (exceptionDetails) {
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }
  return result.value;
}

/** What axe-core finds wrong with the page as it stands. */
export async function violations(page) {
  await inPage(page, `${axe};0`);
  const run = `axe.run({runOnly: ${JSON.stringify(RULES)}}).then(({violations}) =>
    violations.flatMap((it) => it.nodes.map((node) => it.id + ': ' + node.html.slice(0, 160))))`;
  return inPage(page, run);
}

/** How far the page reaches beyond the window, in pixels; and by which elements. */
export async function overhang(page) {
  return inPage(
    page,
    `(() => {
      const width = document.documentElement.clientWidth;
      const beyond = document.documentElement.scrollWidth - width;
      if (beyond <= 0) return [];
      return [...document.querySelectorAll('body *')]
        .filter((it) => it.getBoundingClientRect().right > width + 0.5)
        .slice(0, 3)
        .map((it) => 'beyond the window by ' + beyond + ': ' + it.outerHTML.slice(0, 120));
    })()`,
  );
}

/** The fonts in which Japanese letters of the page are drawn. */
export async function japaneseFonts(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('CSS.enable');
  const { root } = await session.send('DOM.getDocument', { depth: -1 });
  const fonts = new Set();
  const walk = async (node) => {
    const own = (node.children ?? []).filter((it) => it.nodeType === 3 && /[\u3040-\u30ff\u4e00-\u9fff]/.test(it.nodeValue));
    // A text of Japanese letters alone has one font; a marker before it or a space in it may have another, and choices are drawn where
    // they are shown.
    if (own.length > 0 && !['LI', 'SUMMARY', 'OPTION'].includes(node.nodeName) && own.every((it) => /^\s*[\u3000-\u30ff\u4e00-\u9fff]+\s*$/.test(it.nodeValue))) {
      const { fonts: used } = await session.send('CSS.getPlatformFontsForNode', { nodeId: node.nodeId });
      for (const font of used) fonts.add(`${font.familyName} (${node.nodeName}: ${own[0].nodeValue.trim().slice(0, 16)})`);
    }
    for (const child of node.children ?? []) await walk(child);
  };
  const body = root.children.find((it) => it.nodeName === 'HTML').children.find((it) => it.nodeName === 'BODY');
  await walk(body);
  await session.detach();
  return [...fonts];
}

let failed = 0;

/** Milliseconds after which a case is taken for stuck: many times what the slowest one takes. */
const PATIENCE = 90_000;

class Stuck extends Error {}

/** Waits for an end no longer than our patience: what a debugger is asked has no limit of its own. */
async function ended(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Stuck(`no end within ${PATIENCE / 1000} s`)), PATIENCE);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs one case and says how it ended: a line that the step counts. A case that is stuck is tried once more. */
export async function check(name, act, isAgain = false) {
  try {
    const faults = (await ended(act())) ?? [];
    if (faults.length > 0) throw new Error([...new Set(faults)].slice(0, 6).join(' | '));
    console.log(`PASS ${name}`);
  } catch (error) {
    if (error instanceof Stuck && !isAgain) {
      console.log(`AGAIN ${name}: ${error.message}`);
      await check(name, act, true);
      return;
    }
    failed += 1;
    console.log(`FAIL ${name}: ${String(error.message ?? error).replace(/\s+/g, ' ').slice(0, 1200)}`);
  }
}

/** Where not, says so. */
export function demand(holds, what) {
  if (!holds) throw new Error(what);
}

export const failures = () => failed;
