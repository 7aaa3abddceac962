import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** What the environment says about the server to walk through. */
export function target() {
  const { BOURSE_URL, BOURSE_EMAIL, BOURSE_PASSWORD, BOURSE_COMMAND, BOURSE_DATA } = process.env;
  if (!BOURSE_URL || !BOURSE_EMAIL || !BOURSE_PASSWORD || !BOURSE_COMMAND || !BOURSE_DATA) {
    throw new Error(
      'Set BOURSE_URL, BOURSE_EMAIL and BOURSE_PASSWORD: a running server and a funded login on it; and BOURSE_COMMAND and BOURSE_DATA, to act as its operator.',
    );
  }
  return {
    url: new URL(BOURSE_URL).origin,
    email: BOURSE_EMAIL,
    password: BOURSE_PASSWORD,
    /** Runs the command line on the server's data directory, which stands in the environment. */
    operator: (...words) => promisify(execFile)(BOURSE_COMMAND, words),
  };
}

/** A browser with a profile of its own, which goes with it. It finds no other host than the server's. */
export async function openBrowser(options) {
  const executablePath = process.env.CHROMIUM ?? CANDIDATES.find((one) => existsSync(one));
  if (!executablePath) {
    throw new Error('No chromium found. Install it (apt-get install chromium) or set CHROMIUM.');
  }
  const profile = mkdtempSync(path.join(tmpdir(), 'bourse-e2e-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    // Dialogs are there or not: what fades in has colours of its own on the way.
    reducedMotion: 'reduce',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${new URL(process.env.BOURSE_URL).hostname}`,
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    ...options,
  });
  const close = async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { context, close };
}

/**
 * Watches a page for what must not happen: errors in the console, violations of the content
 * security policy, dialogs, requests to another host. Refusals that a test provokes are announced with
 * `expectRefusal`, because the browser writes every 4xx into its console.
 */
export async function watch(page, origin) {
  const faults = [];
  const frames = {};
  let expectedRefusals = 0;
  page.on('console', (message) => {
    if (message.type() !== 'error') {
      return;
    }
    const refused = /Failed to load resource.*status of 4\d\d/.test(message.text());
    if (refused && expectedRefusals > 0) {
      expectedRefusals -= 1;
      return;
    }
    faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== origin) {
      faults.push(`request to another host: ${request.url()}`);
    }
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== new URL(origin).host) {
      faults.push(`connection to another host: ${socket.url()}`);
    }
    socket.on('framereceived', ({ payload }) => {
      const { channel, type } = JSON.parse(payload.toString());
      const key = `${type} ${String(channel).split(':')[0]}`;
      frames[key] = (frames[key] ?? 0) + 1;
    });
  });
  await page.exposeFunction('reportViolation', (text) => faults.push(`policy: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      window.reportViolation(
        `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
      );
    });
  });
  return {
    faults,
    /** Messages received, by type and kind of channel. */
    frames,
    expectRefusal: () => {
      expectedRefusals += 1;
    },
  };
}

/** Waits until `read` gives something that `accept` likes, and returns it. */
export async function until(what, read, accept, timeoutMillis = 20_000) {
  const end = Date.now() + timeoutMillis;
  let last;
  while (Date.now() < end) {
    last = await read();
    if (accept(last)) {
      return last;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Not within ${timeoutMillis} ms: ${what}. Last seen: ${JSON.stringify(last)}`);
}

/** Waits until nothing moves, except what moves for ever. */
async function settle(page) {
  await until(
    'nothing moves',
    () =>
      page.evaluate(
        () =>
          document
            .getAnimations()
            .filter(
              ({ playState, effect }) =>
                playState === 'running' && effect.getComputedTiming().endTime !== Infinity,
            ).length,
      ),
    (moving) => moving === 0,
  );
}

/** Fails on what axe finds on the page as it is. */
export async function assertAccessible(page, what) {
  await settle(page);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    }),
  );
  const told = violations.map(({ id, nodes }) => ({
    id,
    nodes: nodes.slice(0, 5).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`),
  }));
  assert.deepEqual(told, [], what);
}

/** Fails when something sticks out at the side. */
export async function assertFitsWidth(page, what) {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.equal(overflow, 0, `nothing sticks out at the side of ${what}`);
}

export async function switchTheme(page, theme) {
  const button = page.getByRole('button', { name: `Use the ${theme} theme` });
  if ((await button.count()) > 0) {
    await button.click();
  }
  await settle(page);
  assert.equal(
    await page.evaluate(() => document.documentElement.dataset.mantineColorScheme),
    theme,
  );
}
