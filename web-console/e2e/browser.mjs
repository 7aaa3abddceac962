import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

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

/** A browser with a profile of its own, which goes with it. */
export async function openBrowser(options) {
  const executablePath = process.env.CHROMIUM ?? CANDIDATES.find((one) => existsSync(one));
  if (!executablePath) {
    throw new Error('No chromium found. Install it (apt-get install chromium) or set CHROMIUM.');
  }
  const profile = mkdtempSync(path.join(tmpdir(), 'bourse-e2e-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
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
 * security policy, requests to another host. Refusals that a test provokes are announced with
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
