import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  assertAccessible,
  assertFitsWidth,
  openBrowser,
  switchTheme,
  target,
  until,
  watch,
} from './browser.mjs';

// One user's way through the console of a running server, in order; each step goes on where the
// one before it ended.

const { url, email, password, operator } = target();
const shots = path.join(path.dirname(fileURLToPath(import.meta.url)), 'screenshots');

let browser;
let page;
let seen;
let symbol;
let otherSymbol;

before(async () => {
  mkdirSync(shots, { recursive: true });
  const symbols = await (await fetch(`${url}/v1/symbols`)).json();
  symbol = symbols.items.find((one) => one.symbol === 'BTC-USD') ?? symbols.items[0];
  assert.ok(symbol, 'The server has a symbol to trade');
  otherSymbol = symbols.items.findLast((one) => one !== symbol);
  // What a run before this one may have left.
  await askElsewhere('DELETE', '/v1/orders');
  browser = await openBrowser({ viewport: { width: 1440, height: 1000 }, colorScheme: 'dark' });
  page = await browser.context.newPage();
  seen = await watch(page, url);
});

after(async () => {
  await browser?.close();
});

test('a visitor sees the market move, and whether it is simulated', async () => {
  await page.goto(`${url}/#/trade/${symbol.symbol}`);
  const { environment } = await (await fetch(`${url}/v1/time`)).json();
  await page.getByText('Live', { exact: true }).waitFor();
  assert.equal(await page.getByText('Simulated market').count(), environment === 'DEMO' ? 1 : 0);

  const before = {
    book: await bookText(),
    trade: await newestTrade(),
    candle: await until('a candle', lastCandle, Boolean),
  };
  await until('the book moves', bookText, (text) => text !== before.book);
  await until('a trade comes', newestTrade, (id) => id !== before.trade, 60_000);
  await until('the candle moves', lastCandle, (text) => text !== before.candle, 60_000);
  for (const kind of ['book', 'trades', 'candles', 'ticker']) {
    assert.ok(seen.frames[`snapshot ${kind}`] > 0, `a snapshot of ${kind} by WebSocket`);
    assert.ok(seen.frames[`update ${kind}`] > 0, `an update of ${kind} by WebSocket`);
  }
  const levels = { bids: await prices('bids'), asks: await prices('asks') };
  assert.ok(levels.bids.length >= 10 && levels.asks.length >= 10, 'ten levels a side');
  await until(
    'the best bid is below the best ask',
    async () => [(await prices('bids'))[0], (await prices('asks')).at(-1)],
    ([bid, ask]) => bid < ask,
  );
});

test('a wrong password is refused in words', async () => {
  await page.goto(`${url}/#/login`);
  seen.expectRefusal();
  await logIn(email, 'this is not the password');
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.match(await alert.innerText(), /wrong/i);
});

test('logging in keeps no token where scripts could read it', async () => {
  await logIn(email, password);
  await page.getByRole('button', { name: 'Your account' }).waitFor();
  const cookies = await browser.context.cookies();
  const refresh = cookies.find((cookie) => cookie.name === '__Host-bourse-refresh');
  assert.ok(refresh, 'the refresh token is a cookie');
  assert.equal(refresh.httpOnly, true);
  assert.equal(refresh.secure, true);
  const readable = await page.evaluate(() =>
    JSON.stringify({ ...localStorage, ...sessionStorage, cookie: document.cookie }),
  );
  assert.doesNotMatch(readable, /eyJ|refresh|token/i);
});

test('an order off the tick is refused at its field', async () => {
  await page.goto(`${url}/#/trade/${symbol.symbol}`);
  await until('balances', () => wallet(symbol.quote), Boolean);
  const [bid] = await prices('bids');
  const form = page.getByRole('form', { name: 'Place an order' });
  await form
    .getByLabel('Price', { exact: true })
    .fill(`${bid.toFixed(symbol.priceDecimals)}${symbol.priceDecimals === 0 ? '.' : ''}00001`);
  await form.getByLabel('Quantity').fill(smallQuantity(bid));
  seen.expectRefusal();
  await form.getByRole('button', { name: `Buy ${symbol.base}` }).click();
  const field = form.getByLabel('Price', { exact: true });
  await until(
    'an error',
    () => field.getAttribute('aria-invalid'),
    (value) => value === 'true',
  );
  const described = await field.getAttribute('aria-describedby');
  const text = await page.locator(`[id="${described.split(' ').at(-1)}"]`).innerText();
  assert.ok(text.length > 10, `the price says what is wrong: ${text}`);
});

test('an order rests, holds money, is changed, and gives the money back when cancelled', async () => {
  const before = await until('balances', () => wallet(symbol.quote), Boolean);
  const [bid] = await prices('bids');
  const price = onTick(bid * 0.9);
  const quantity = smallQuantity(price);
  await fillOrder('Buy', price.toFixed(symbol.priceDecimals), quantity);
  await page
    .getByText(/^Order \d+ is open$/)
    .first()
    .waitFor();
  const row = page.getByTestId('open-orders').locator('tbody tr').first();
  const id = await row.getAttribute('data-order');
  const held = await until(
    'money is held',
    () => wallet(symbol.quote),
    (now) => now.reserved > before.reserved && now.available < before.available,
  );

  await page.getByRole('button', { name: `Change order ${id}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByLabel('Price', { exact: true })
    .fill(onTick(price * 0.9).toFixed(symbol.priceDecimals));
  await dialog.getByRole('button', { name: 'Change', exact: true }).click();
  await until(
    'less money is held',
    () => wallet(symbol.quote),
    (now) => now.reserved < held.reserved,
  );

  await page.getByRole('button', { name: `Cancel order ${id}` }).click();
  await until(
    'the order is gone',
    () => page.locator(`[data-order="${id}"]`).count(),
    (count) => count === 0,
  );
  await until(
    'the money is back',
    () => wallet(symbol.quote),
    (now) => now.reserved === before.reserved && now.available === before.available,
  );
  await page.getByRole('tab', { name: 'Order history' }).click();
  await page
    .getByTestId('order-history')
    .locator('tr', { hasText: id })
    .getByText('Cancelled')
    .waitFor();
});

test('a market order trades, and shows as a trade and in the balances', async () => {
  const before = await wallet(symbol.quote);
  const base = (await wallet(symbol.base))?.available ?? 0;
  const [bid] = await prices('bids');
  const form = page.getByRole('form', { name: 'Place an order' });
  await form.getByLabel('Order type').selectOption('MARKET');
  await form.getByLabel('Quantity').fill(smallQuantity(bid));
  await form.getByRole('button', { name: `Buy ${symbol.base}` }).click();
  await page
    .getByText(/^Order \d+ is filled$/)
    .first()
    .waitFor();
  await until(
    'paid',
    () => wallet(symbol.quote),
    (now) => now.available < before.available,
  );
  await until(
    'received',
    () => wallet(symbol.base),
    (now) => (now?.available ?? 0) > base,
  );
  await page.getByRole('tab', { name: 'My trades' }).click();
  await page
    .getByTestId('own-trades')
    .locator('tbody tr')
    .first()
    .getByText(symbol.symbol)
    .waitFor();
});

test('a part of the balance fills in the quantity, and the costs are called an estimate', async () => {
  const form = page.getByRole('form', { name: 'Place an order' });
  await form.getByLabel('Order type').selectOption('LIMIT');
  await page.getByTestId('bids').getByRole('button').first().click();
  await form.getByRole('button', { name: '25 percent' }).click();
  assert.ok(Number(await form.getByLabel('Quantity').inputValue()) > 0);
  await form.getByText('You pay (estimate)').waitFor();
});

test('every kind of order that the exchange takes can be placed, and tested first', async () => {
  const { orders } = await (await fetch(`${url}/v1/capabilities`)).json();
  await page.getByRole('tab', { name: /^Open orders/ }).click();
  const form = page.getByRole('form', { name: 'Place an order' });
  const offered = [];
  for (const type of await choices(form, 'Order type')) {
    await form.getByLabel('Order type').selectOption(type);
    for (const timeInForce of await choices(form, 'Time in force')) {
      offered.push(`${type} ${timeInForce}`);
    }
  }
  const taken = orders.map(({ type, timeInForce }) => `${type} ${timeInForce}`);
  assert.deepEqual(offered.sort(), [...new Set(taken)].sort());

  await form.getByLabel('Order type').selectOption('LIMIT');
  await form.getByLabel('Time in force').selectOption('GTD');
  await form.getByText('More options').click();
  await form.getByLabel('Post-only').check();
  const [bid] = await prices('bids');
  const ask = (await prices('asks')).at(-1);
  await form
    .getByLabel('Price', { exact: true })
    .fill(onTick(ask * 1.02).toFixed(symbol.priceDecimals));
  await form.getByLabel('Quantity').fill(smallQuantity(bid * 0.8));
  seen.expectRefusal();
  await form.getByRole('button', { name: 'Test' }).click();
  await form
    .getByText(/would trade at once/)
    .last()
    .waitFor();

  await form
    .getByLabel('Price', { exact: true })
    .fill(onTick(bid * 0.8).toFixed(symbol.priceDecimals));
  await form.getByRole('button', { name: 'Test' }).click();
  await form.getByText('The exchange would take this order now.').waitFor();
  assert.equal(await page.locator('[data-order]').count(), 0, 'a test places nothing');
  await form.getByRole('button', { name: `Buy ${symbol.base}` }).click();
  await page
    .getByTestId('open-orders')
    .getByText(/^Limit GTD \d\d-\d\d \d\d:\d\d, post-only$/)
    .waitFor();

  await form.getByLabel('Time in force').selectOption('FOK');
  assert.equal(await form.getByLabel('Post-only').isDisabled(), true);
  await form.getByLabel('Quantity').fill(smallQuantity(bid * 0.8));
  await form.getByRole('button', { name: `Buy ${symbol.base}` }).click();
  await page.getByText(/could not trade in full at once/).waitFor();
  await form.getByLabel('Time in force').selectOption('GTC');
  await form.getByText('More options').click();
});

test('an order is placed with the keyboard alone, and all are cancelled at once', async () => {
  const form = page.getByRole('form', { name: 'Place an order' });
  const [bid] = await prices('bids');
  const price = onTick(bid * 0.85);
  await form.getByLabel('Price', { exact: true }).fill('');
  await form.getByLabel('Price', { exact: true }).focus();
  await page.keyboard.type(price.toFixed(symbol.priceDecimals));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.type(smallQuantity(price));
  await page.keyboard.press('Enter');
  await until(
    'two orders',
    () => page.locator('[data-order]').count(),
    (count) => count === 2,
  );
  await page.getByRole('button', { name: 'Cancel all' }).click();
  await page.getByRole('menuitem', { name: `${symbol.symbol} only: 2 orders` }).waitFor();
  await assertAccessible(page, 'menu and messages');
  await page.getByRole('menuitem', { name: 'All markets: 2 orders' }).click();
  await until(
    'no order is left',
    () => page.locator('[data-order]').count(),
    (count) => count === 0,
  );
});

test('an order that waits for its stop price shows as waiting, and money is its size where that is said', async () => {
  const form = page.getByRole('form', { name: 'Place an order' });
  const ask = (await prices('asks')).at(-1);
  await form.getByLabel('Order type').selectOption('STOP_LIMIT');
  await form.getByLabel('Stop price').fill(onTick(ask * 1.1).toFixed(symbol.priceDecimals));
  await form
    .getByLabel('Price', { exact: true })
    .fill(onTick(ask * 1.11).toFixed(symbol.priceDecimals));
  await form.getByLabel('Quantity').fill(smallQuantity(ask));
  await form.getByRole('button', { name: `Buy ${symbol.base}` }).click();
  const row = page.getByTestId('open-orders').locator('tbody tr').first();
  await row.getByText('Waiting').waitFor();
  await row.getByText(/^Stop limit GTC at /).waitFor();
  const id = await row.getAttribute('data-order');
  await page.getByRole('button', { name: `Cancel order ${id}` }).click();
  await until(
    'the order is gone',
    () => page.locator(`[data-order="${id}"]`).count(),
    (count) => count === 0,
  );

  await form.getByLabel('Order type').selectOption('MARKET');
  await page.locator('label', { hasText: `In ${symbol.quote}` }).click();
  await form.getByLabel('Amount').fill('100');
  await form.getByRole('button', { name: `Buy ${symbol.base}` }).click();
  await until(
    'it was placed',
    () => form.getByLabel('Amount').inputValue(),
    (text) => text === '',
  );
  await page.locator('label', { hasText: `In ${symbol.base}` }).click();
  await form.getByLabel('Order type').selectOption('LIMIT');
});

test('an order that changed unseen is not amended by accident', async () => {
  const [bid] = await prices('bids');
  const price = onTick(bid * 0.8);
  await fillOrder('Buy', price.toFixed(symbol.priceDecimals), smallQuantity(price));
  const row = page.getByTestId('open-orders').locator('tbody tr').first();
  const id = await row.getAttribute('data-order');
  await page.getByRole('button', { name: `Change order ${id}` }).click();
  const dialog = page.getByRole('dialog');
  await askElsewhere('PATCH', `/v1/orders/${id}`, {
    price: onTick(bid * 0.79).toFixed(symbol.priceDecimals),
  });
  await dialog
    .getByLabel('Price', { exact: true })
    .fill(onTick(bid * 0.78).toFixed(symbol.priceDecimals));
  seen.expectRefusal();
  await dialog.getByRole('button', { name: 'Change', exact: true }).click();
  await dialog.getByText(/the order itself has changed meanwhile/).waitFor();
  await assertAccessible(page, 'a dialog');
  await dialog.getByRole('button', { name: 'Change', exact: true }).click();
  await page.getByText(`Order ${id} is changed`).waitFor();
  await page.getByRole('button', { name: `Cancel order ${id}` }).click();
  await until(
    'the order is gone',
    () => page.locator(`[data-order="${id}"]`).count(),
    (count) => count === 0,
  );
});

test('a market that the operator halts says so at once and sends no order, and goes on', async () => {
  await page.goto(`${url}/#/trade/${otherSymbol.symbol}`);
  const buy = page.getByRole('button', { name: `Buy ${otherSymbol.base}` });
  const halted = page.getByText(`${otherSymbol.symbol} is halted.`);
  await until('open', () => buy.isEnabled(), Boolean);
  await operator('market', 'state', otherSymbol.symbol, 'HALTED');
  await halted.waitFor();
  assert.equal(await buy.isDisabled(), true);
  await page.getByTestId('market-status').getByText('Halted').waitFor();
  await page.screenshot({ path: path.join(shots, 'halted.png') });
  await assertAccessible(page, 'halted');
  await operator('market', 'state', otherSymbol.symbol, 'TRADING');
  await until('open again', () => buy.isEnabled(), Boolean);
  assert.equal(await halted.count(), 0);
  const trade = await newestTrade();
  await until('it trades again', newestTrade, (id) => id !== trade, 60_000);
});

test('an account that the operator suspends is told why its orders are not taken', async () => {
  await operator('account', 'suspend', email, 'TRADING', '--reason', 'SECURITY');
  await page.goto(`${url}/#/trade/${symbol.symbol}`);
  await page.reload();
  await page.getByText(/^Your account was restricted to keep it safe/).waitFor();
  assert.equal(await page.getByRole('button', { name: `Buy ${symbol.base}` }).isDisabled(), true);
  await operator('account', 'resume', email);
  await page.reload();
  const buy = page.getByRole('button', { name: `Buy ${symbol.base}` });
  await until('allowed again', () => buy.isEnabled(), Boolean);
});

test('everyone is told when the whole exchange does less than usual', async () => {
  const banner = page.getByText('Withdrawals are paused. Trading goes on.');
  await operator('safe-state', 'set', 'NO_WITHDRAWALS');
  await banner.waitFor();
  await assertAccessible(page, 'a safe state');
  await operator('safe-state', 'set', 'NORMAL');
  await until(
    'normal',
    () => banner.count(),
    (count) => count === 0,
  );
});

test('both themes and a phone look right to a machine: contrast, names, no sideways scroll', async () => {
  for (const theme of ['dark', 'light']) {
    await switchTheme(page, theme);
    await until(
      'the toasts are gone',
      () => page.locator('.mantine-Notification-root').count(),
      (n) => n === 0,
    );
    await page.screenshot({ path: path.join(shots, `trade-${theme}.png`) });
    await assertAccessible(page, `trade, ${theme}`);
  }
  await page.goto(`${url}/#/account/sessions`);
  await page.getByText('this one').waitFor();
  await page.screenshot({ path: path.join(shots, 'account-light.png') });
  await assertAccessible(page, 'account');

  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${url}/#/trade/${symbol.symbol}`);
  await page.getByTestId('last-price').waitFor();
  await until('candles', lastCandle, Boolean);
  await assertFitsWidth(page, 'a phone');
  await page.screenshot({ path: path.join(shots, 'phone-light.png'), fullPage: true });
  await assertAccessible(page, 'phone');
});

test('a reload keeps the session; logging out ends it', async () => {
  await page.setViewportSize({ width: 1440, height: 1000 });
  await page.goto(`${url}/#/trade/${symbol.symbol}`);
  await page.reload();
  await until('balances', () => wallet(symbol.quote), Boolean);
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  const cookies = await browser.context.cookies();
  assert.equal(cookies.filter((cookie) => cookie.name.includes('refresh')).length, 0);
  await page.reload();
  await page.goto(`${url}/#/trade/${symbol.symbol}`);
  await page.getByRole('link', { name: 'Log in to trade' }).waitFor();
});

test('a newcomer signs up and is in', async () => {
  await page.goto(`${url}/#/register`);
  await page.getByLabel('Full name').fill('Nora Newcomer');
  const address = `nora.${randomBytes(6).toString('hex')}@example.org`;
  const secret = `a quiet ${randomBytes(6).toString('hex')} morning`;
  await page.getByLabel('E-mail').fill(address);
  await page.locator('input[name=password]').fill(secret);
  await page.screenshot({ path: path.join(shots, 'register-light.png') });
  seen.expectRefusal();
  await page.getByRole('button', { name: 'Open the account' }).click();
  await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
  await operator('user', 'verify-email', address, '--note', 'wrote from there');
  await page.goto(`${url}/#/login`);
  await logIn(address, secret);
  await page.getByRole('button', { name: 'Your account' }).waitFor();
  await page.getByText('Nora Newcomer').waitFor();
  await page.getByText('No money here yet').waitFor();
});

test('nothing went wrong on the way', () => {
  assert.deepEqual(seen.faults, []);
});

async function logIn(address, secret) {
  await page.locator('input[name=email]').fill(address);
  await page.locator('input[name=password]').fill(secret);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}

async function fillOrder(verb, price, quantity) {
  const form = page.getByRole('form', { name: 'Place an order' });
  await form.getByLabel('Price', { exact: true }).fill(price);
  await form.getByLabel('Quantity').fill(quantity);
  await form.getByRole('button', { name: `${verb} ${symbol.base}` }).click();
}

/** What a select offers. */
function choices(form, label) {
  return form
    .getByLabel(label)
    .locator('option')
    .evaluateAll((options) => options.map((option) => option.value));
}

/** Asks the API as another client of the same account. */
async function askElsewhere(method, path, body) {
  const json = { 'Content-Type': 'application/json' };
  const { accessToken } = await (
    await fetch(`${url}/v1/auth/login`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ email, password }),
    })
  ).json();
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { ...json, Authorization: `Bearer ${accessToken}` },
    body: body && JSON.stringify(body),
  });
  assert.equal(answer.status, 200, `${method} ${path}`);
}

function bookText() {
  return page.getByTestId('order-book').innerText();
}

/** The prices of one side as they stand on the screen, from top to bottom. */
async function prices(side) {
  await page.getByTestId(side).getByRole('button').first().waitFor();
  const texts = await page.getByTestId(side).getByRole('button').allInnerTexts();
  return texts.map((text) => Number(text.replace(/[^\d.]/g, '')));
}

async function newestTrade() {
  await page.getByTestId('trades').waitFor();
  return page.getByTestId('trades').locator('tbody tr').first().getAttribute('data-trade');
}

function lastCandle() {
  return page.getByTestId('chart').getAttribute('data-last');
}

/** The balance on the screen, or null when there is none. */
async function wallet(currency) {
  const cells = page.getByTestId('balances').locator(`tr[data-currency="${currency}"] td`);
  const [, available, reserved] = await cells.allInnerTexts();
  return available === undefined
    ? null
    : { available: figure(available), reserved: figure(reserved) };
}

function figure(text) {
  return Number(text.replace(/,/g, ''));
}

function onTick(price) {
  const tick = Number(symbol.tickSize);
  return Math.floor(price / tick) * tick;
}

/** A few times the least that may be ordered at this price, in whole lots. */
function smallQuantity(price) {
  const lot = Number(symbol.lotSize);
  const least = Math.max((Number(symbol.minimumNotional) * 3) / price, lot * 10);
  return (Math.ceil(least / lot) * lot).toFixed(symbol.quantityDecimals);
}
