import assert from 'node:assert/strict';
import {
  createHash,
  createHmac,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign,
} from 'node:crypto';
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

// A person opens an account, protects it, loses the devices and gets in again; then the staff looks at them. Every name that can
// be chosen is one that would run as a script if a page took it for markup (S31); the browser reaches no other host (S32).

const { url, operator } = target();
const shots = path.join(path.dirname(fileURLToPath(import.meta.url)), 'screenshots');

const SCRIPT = '<img src=x onerror=alert(1)>';
const person = {
  fullName: `Nora ${SCRIPT}`,
  email: `nora.${randomBytes(6).toString('hex')}@example.org`,
  password: `a quiet ${randomBytes(6).toString('hex')} morning`,
};
const PHONE = `Phone ${SCRIPT}`;

let browser;
let page;
let seen;
let authenticator;
let secret;
let codes;

before(async () => {
  mkdirSync(shots, { recursive: true });
  await open({ width: 1280, height: 900 });
});

after(async () => {
  await browser?.close();
});

test('a newcomer signs up, and confirms the address by the link of the mail', async () => {
  await page.goto(`${url}/#/register`);
  await page.getByLabel('Full name').fill(person.fullName);
  await page.getByLabel('E-mail').fill(person.email);
  await page.locator('input[name=password]').fill(person.password);
  seen.expectRefusal();
  await page.getByRole('button', { name: 'Open the account' }).click();
  await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
  await assertAccessible(page, 'signed up');
  await page.goto(await mailedLink(person.email));
  await page.getByRole('button', { name: 'Confirm' }).waitFor();
  await assertAccessible(page, 'confirming the address');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('link', { name: 'Log in', exact: true }).last().click();
  await page.locator('input[name=email]').fill(person.email);
  await page.locator('input[name=password]').fill(person.password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByRole('button', { name: 'Your account' }).waitFor();
});

test('an authenticator app is added by the QR code, and recovery codes are shown once', async () => {
  await visit('account/security', 'Security');
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByAltText('QR code for the authenticator app').waitFor();
  secret = (await page.locator('form code').innerText()).replaceAll(' ', '');
  await assertAccessible(page, 'enrolling');
  await page.screenshot({ path: path.join(shots, 'totp.png') });
  // The code of before still counts, and leaves the one of now for the next login.
  await page.getByLabel('The code that the app shows').fill(await codeOfBefore(secret));
  await page.getByRole('button', { name: 'Turn on' }).click();
  codes = await keepRecoveryCodes();
  assert.equal(codes.length, 10);
  await page.getByText('On. 10 recovery codes are left.').waitFor();
});

test('a passkey is added', async () => {
  await page.getByLabel('Name of the new passkey').fill(PHONE);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('cell', { name: PHONE, exact: true }).waitFor();
  await assertAccessible(page, 'security');
});

test('the password alone lets nobody in; with a code of the app it does', async () => {
  await logOut();
  await giveWord();
  await page.getByRole('heading', { name: 'Second factor' }).waitFor();
  await assertAccessible(page, 'second factor');
  await page.getByLabel('Code').fill(totp(secret, 0));
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByRole('button', { name: 'Your account' }).waitFor();
});

test('a passkey alone lets in', async () => {
  await logOut();
  await page.getByRole('button', { name: 'Log in with a passkey' }).click();
  await page.getByRole('button', { name: 'Your account' }).waitFor();
});

test('what is copied out of the browser is of no use elsewhere', async () => {
  // Asking who one is comes with a token, and with a proof that is good once.
  await visit('account', 'Profile');
  const asked = page.waitForRequest((request) => request.url() === `${url}/v1/me`);
  await page.reload();
  const copied = await (await asked).allHeaders();
  const cookies = await browser.context.cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  assert.match(cookie, /(^|; )__Host-bourse-refresh=/);
  assert.match(copied.authorization, /^DPoP /);

  const token = copied.authorization.slice('DPoP '.length);
  const thief = strangersKey();
  const tries = [
    ['GET', '/v1/me', { authorization: `Bearer ${token}` }],
    ['GET', '/v1/me', { authorization: copied.authorization }],
    ['GET', '/v1/me', { authorization: copied.authorization, dpop: copied.dpop }],
    ['GET', '/v1/me', { authorization: copied.authorization, dpop: thief('GET', '/v1/me', token) }],
    ['POST', '/v1/auth/refresh', { cookie }],
    ['POST', '/v1/auth/refresh', { cookie, dpop: copied.dpop }],
    ['POST', '/v1/auth/refresh', { cookie, dpop: thief('POST', '/v1/auth/refresh') }],
  ];
  for (const [method, path, headers] of tries) {
    const body = method === 'POST' ? { 'content-type': 'application/json', origin: url } : {};
    const answer = await fetch(url + path, {
      method,
      headers: { ...body, ...headers },
      ...(method === 'POST' && { body: '{}' }),
    });
    const { code } = await answer.json();
    assert.deepEqual(
      [answer.status, code],
      [401, 3080],
      `${method} ${path} ${Object.keys(headers)}`,
    );
  }
  assert.equal(
    await page.evaluate(takeKey),
    'InvalidAccessError',
    'the key shows nobody its bytes',
  );

  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
  const tab = await browser.context.newPage();
  await tab.goto(`${url}/#/account/sessions`);
  await tab.getByRole('heading', { level: 1, name: 'Sessions' }).waitFor();
  await tab.close();
  await logOut();
  await until(
    'a logout deletes it',
    () => page.evaluate(takeKey),
    (found) => found === 'none',
  );
  await page.getByRole('button', { name: 'Log in with a passkey' }).click();
  await page.getByRole('button', { name: 'Your account' }).waitFor();
});

test('who has lost app and passkey gets in by a recovery code from another device', async () => {
  assert.deepEqual(seen.faults, []);
  await browser.close();
  await open({ width: 1280, height: 900 });
  await page.goto(`${url}/#/login`);
  await giveWord();
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(codes[0]);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByRole('button', { name: 'Your account' }).waitFor();

  await visit('account/sessions', 'Sessions');
  await page.getByRole('button', { name: 'End all others' }).click();
  await page.getByText('You are logged in here only.').waitFor();
  await assertAccessible(page, 'sessions');

  await visit('account/security', 'Security');
  await page.getByRole('button', { name: `Remove the passkey ${PHONE}` }).click();
  await until(
    'the lost passkey is gone',
    () => page.getByRole('cell', { name: PHONE, exact: true }).count(),
    (count) => count === 0,
  );
  await page.getByRole('button', { name: 'Turn off' }).click();
  await page.getByText('Off.', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByAltText('QR code for the authenticator app').waitFor();
  secret = (await page.locator('form code').innerText()).replaceAll(' ', '');
  await page.getByLabel('The code that the app shows').fill(await codeOfBefore(secret));
  await page.getByRole('button', { name: 'Turn on' }).click();
  const fresh = await keepRecoveryCodes();
  assert.ok(!fresh.includes(codes[1]), 'the codes of before are worth nothing');
});

test('the person asks to be verified, and a reviewer approves', async () => {
  await visit('account/verification', 'Verify me');
  const phone = `+4930${String(Date.now()).slice(-8)}`;
  await page.getByLabel(/^Number/).fill(phone);
  await page.getByRole('button', { name: 'Send a code' }).click();
  await page.getByLabel(/^The code that was sent/).fill(await textedCode(phone));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { name: 'Your level: Basic' }).waitFor();

  await page.getByLabel('Level', { exact: true }).selectOption('Verified');
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByLabel('Full name').fill(person.fullName);
  seen.expectRefusal();
  await page.getByRole('button', { name: 'Hand in' }).click();
  await page.getByText('Front of the document: this is missing.').waitFor();
  await page.getByLabel('Date of birth').fill('1985-12-10');
  await page.getByLabel('Document', { exact: true }).selectOption('Passport');
  await page.getByLabel('Issued by').fill('DE');
  await page.getByLabel('Number of the document').fill(randomBytes(6).toString('hex'));
  await page.getByLabel('The document is good until').fill('2099-06-30');
  await page.getByLabel('Nothing of this').check();
  const front = page.locator('input[name=IDENTITY_FRONT]');
  const photo = { name: `${SCRIPT}.jpg`, mimeType: 'image/jpeg' };
  seen.expectRefusal();
  await front.setInputFiles({ ...photo, buffer: Buffer.from('MZ, a program') });
  await page.getByText(/was not taken.*neither a JPEG or PNG picture nor a PDF/).waitFor();
  await front.setInputFiles({ ...photo, buffer: await page.screenshot({ type: 'jpeg' }) });
  await page.getByRole('button', { name: /^Take back: Front of the document/ }).waitFor();
  await assertAccessible(page, 'asking to be verified');
  await page.screenshot({ path: path.join(shots, 'verification.png'), fullPage: true });
  await page.getByRole('button', { name: 'Hand in' }).click();
  await page
    .getByText(/^It waits for a reviewer/)
    .first()
    .waitFor();

  await review(person.email);
  await page.reload();
  await page.getByRole('heading', { name: 'Your level: Verified' }).waitFor();
  await page.getByRole('cell', { name: 'It is approved.' }).waitFor();
});

test('the staff finds the person, and no name runs as a script', async () => {
  await operator('role', 'grant', person.email, 'SUPERADMIN', '--note', SCRIPT);
  await page.reload();
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Back office' }).click();
  await page.getByLabel('Address begins with').fill(person.email);
  await page.getByRole('button', { name: 'Search' }).click();
  await page
    .getByRole('row')
    .filter({ hasText: person.email })
    .getByRole('cell', { name: person.fullName, exact: true })
    .waitFor();
  await page.screenshot({ path: path.join(shots, 'users.png') });
  await page.getByRole('link', { name: person.email }).click();
  await page.getByRole('heading', { name: person.fullName }).waitFor();
  await page.getByText(SCRIPT, { exact: true }).first().waitFor();
  assert.equal(await page.locator('main img').count(), 0);

  await visit('admin/audit', 'Audit trail');
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByText(/^All \d+ entries are as they were written/).waitFor();
  await visit('admin/announcements', 'Announcements');
  await page.getByLabel('Title').fill(`Maintenance ${SCRIPT}`);
  await page.getByLabel('Text').fill(SCRIPT);
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('button', { name: `Take away: Maintenance ${SCRIPT}` }).click();
  await until(
    'it is taken away',
    () => page.getByRole('button', { name: /^Take away/ }).count(),
    (count) => count === 0,
  );
});

test('the staff looks after somebody by the page about them', async () => {
  const other = await somebodyElse();
  await visit('admin', 'Users');
  await page.getByLabel('Address begins with').fill(other.email);
  await page.getByRole('button', { name: 'Search' }).click();
  const link = page.getByRole('link', { name: other.email });
  PAGES.push([(await link.getAttribute('href')).slice(2), 'Users']);
  await link.click();
  await page.getByRole('heading', { name: other.fullName }).waitFor();

  await page.getByRole('button', { name: `Revoke the key ${other.key}` }).click();
  await giveReason(`Revoke the key ${other.key}`, 'Revoke');
  await page.getByRole('button', { name: 'End all sessions' }).click();
  await giveReason(`End all sessions of ${other.email}`, 'End');
  await until(
    'key and sessions are gone',
    () => page.getByRole('button', { name: /^(Revoke|End)/ }).count(),
    (count) => count === 0,
  );
  await page.getByLabel('Money going out').check();
  await page.getByLabel('Why').selectOption('Security');
  await page.getByRole('button', { name: 'Set the blocks' }).click();
  await page.getByRole('definition').filter({ hasText: 'Money going out' }).waitFor();

  await page.getByRole('button', { name: 'Look as the user' }).click();
  await giveReason(`Look as ${other.email}`, 'Look');
  await page.getByText('No open orders.').waitFor();
  await page.getByText('No trades.').waitFor();

  await page.getByRole('button', { name: 'Freeze' }).click();
  await giveReason(`Freeze ${other.email}`, 'Freeze');
  await page.getByRole('button', { name: 'Activate' }).waitFor();
  await page.getByText('user.status', { exact: true }).waitFor();
  await page.screenshot({ path: path.join(shots, 'user.png'), fullPage: true });
});

test('who hears of a login that was somebody else freezes the account, and the staff lets them in again', async () => {
  const { email, password } = await somebodyElse();
  const logIn = (device) => post('auth/login', { email, password, device });
  const { accessToken } = await logIn(`Elsewhere ${SCRIPT}`);
  const link = await mailedLink(email);
  assert.match(link, /#\/freeze\//);
  await page.goto(link);
  await page.getByRole('button', { name: 'Freeze my account' }).waitFor();
  await assertAccessible(page, 'freezing');
  await page.getByRole('button', { name: 'Freeze my account' }).click();
  await page.getByRole('heading', { name: 'Your account is frozen' }).waitFor();
  await assertAccessible(page, 'frozen');
  const stolen = await fetch(`${url}/v1/me`, {
    headers: { Authorization: `Bearer ${accessToken}` },
  });
  assert.equal(stolen.status, 401, 'who was in is out');
  await assert.rejects(logIn(PHONE), /auth\/login: 401/);

  await visit('admin', 'Users');
  await page.getByLabel('Address begins with').fill(email);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('link', { name: email }).click();
  await page.getByText('user.freeze', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Activate' }).click();
  await giveReason(`Activate ${email}`, 'Activate');
  await page.getByRole('button', { name: 'Freeze' }).waitFor();
  assert.ok((await logIn(PHONE)).accessToken, 'the owner is in again');
});

test('every page is good for keyboard, both themes and a phone', async () => {
  for (const theme of ['dark', 'light']) {
    await switchTheme(page, theme);
    for (const [address, heading] of PAGES) {
      await visit(address, heading);
      await assertAccessible(page, `${address}, ${theme}`);
    }
  }
  await page.setViewportSize({ width: 320, height: 700 });
  for (const [address, heading] of PAGES) {
    await visit(address, heading);
    await assertFitsWidth(page, address);
  }
  await page.screenshot({ path: path.join(shots, 'approvals-phone.png') });
});

test('nothing went wrong on the way', () => {
  assert.deepEqual(seen.faults, []);
});

const PAGES = [
  ['account', 'Profile'],
  ['account/verification', 'Verify me'],
  ['account/security', 'Security'],
  ['account/sessions', 'Sessions'],
  ['account/api-keys', 'API keys'],
  ['admin', 'Users'],
  ['admin/kyc', 'Verification'],
  ['admin/journals', 'Journals'],
  ['admin/audit', 'Audit trail'],
  ['admin/announcements', 'Announcements'],
  ['admin/approvals', 'Approvals'],
  ['admin/restrictions', 'Restrictions'],
  ['admin/safe-state', 'Safe state'],
];

/** A browser on a device of its own, which can make passkeys. */
async function open(viewport) {
  browser = await openBrowser({ viewport, colorScheme: 'dark' });
  page = await browser.context.newPage();
  seen = await watch(page, url);
  const devtools = await browser.context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  authenticator = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  assert.ok(authenticator.authenticatorId);
}

async function giveReason(title, verb) {
  const dialog = page.getByRole('dialog', { name: title });
  await dialog.getByLabel('Reason').fill(SCRIPT);
  await assertAccessible(page, title);
  await dialog.getByRole('button', { name: verb }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Somebody else at another desk looks at who asks to be verified, and approves. */
async function review(client) {
  const reviewer = await signUp('rita');
  const app = await withApp(reviewer);
  await operator('role', 'grant', reviewer.email, 'COMPLIANCE', '--note', SCRIPT);
  const desk = await openBrowser({
    viewport: { width: 1280, height: 900 },
    colorScheme: 'light',
  });
  const sheet = await desk.context.newPage();
  const seenThere = await watch(sheet, url);
  await sheet.goto(`${url}/#/login`);
  await sheet.locator('input[name=email]').fill(reviewer.email);
  await sheet.locator('input[name=password]').fill(reviewer.password);
  seenThere.expectRefusal();
  await sheet.getByRole('button', { name: 'Log in', exact: true }).click();
  await sheet.getByLabel('Code').fill(totp(app, 0));
  await sheet.getByRole('button', { name: 'Log in', exact: true }).click();
  await sheet.getByRole('button', { name: 'Your account' }).waitFor();
  await sheet.goto(`${url}/#/admin/kyc`);
  await sheet.getByLabel('Address or id of the client').fill(client);
  await sheet.getByRole('button', { name: 'Search' }).click();
  const link = sheet.getByRole('link', { name: /^Verified …/ });
  await link.waitFor();
  await until(
    'only the case of the client is left',
    () => link.count(),
    (count) => count === 1,
  );
  PAGES.push([(await link.getAttribute('href')).slice(2), 'Verification']);
  await link.click();
  await sheet.getByText(SCRIPT).first().waitFor();
  assert.equal(await sheet.locator('main img').count(), 0, 'no name runs as a script');
  await sheet.getByRole('button', { name: 'Claim' }).click();
  await sheet.getByRole('button', { name: 'Show: Front of the document' }).click();
  const picture = sheet.getByRole('img', { name: 'Front of the document' });
  await picture.waitFor();
  assert.ok(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth)));
  await assertAccessible(sheet, 'a paper');
  await sheet.getByRole('button', { name: 'Close' }).click();
  await sheet.getByLabel('New note').fill(SCRIPT);
  await sheet.getByRole('button', { name: 'Add', exact: true }).click();
  await sheet.getByRole('cell', { name: SCRIPT, exact: true }).waitFor();
  await assertAccessible(sheet, 'a case');
  await sheet.screenshot({ path: path.join(shots, 'kyc-case.png'), fullPage: true });
  await sheet.getByRole('button', { name: 'Approve', exact: true }).click();
  const dialog = sheet.getByRole('dialog', { name: /^Approve Verified/ });
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await sheet.getByRole('heading', { name: 'Verified: Approved' }).waitFor();
  assert.deepEqual(seenThere.faults, []);
  await desk.close();
}

/** The code of the latest text message to a telephone, as the operator of a server without a provider reads it. */
async function textedCode(phone) {
  const { stdout } = await operator('sms', 'list', '--json');
  const { text } = JSON.parse(stdout).find(({ recipient }) => recipient === phone);
  return /\b\d{6}\b/.exec(text)[0];
}

/** Somebody with an address that is verified. */
async function signUp(name) {
  const one = {
    fullName: `${name} ${SCRIPT}`,
    email: `${name}.${randomBytes(6).toString('hex')}@example.org`,
    password: `a loud ${randomBytes(6).toString('hex')} evening`,
  };
  await post('auth/register', one);
  const token = (await mailedLink(one.email)).split('/').at(-1);
  await post('email-verifications/complete', { token });
  return one;
}

/** Adds an authenticator app to somebody, by whose codes the staff decides; gives its secret. */
async function withApp({ email, password }) {
  const { accessToken } = await post('auth/login', { email, password, device: 'Desk' });
  const authorised = { Authorization: `Bearer ${accessToken}` };
  const { secret: shared } = await post('me/totp', {}, authorised);
  await post('me/totp/confirmation', { code: await codeOfBefore(shared) }, authorised);
  return shared;
}

/** Somebody who is logged in on another device, and has a program that signs. */
async function somebodyElse() {
  const other = { ...(await signUp('gus')), key: `Bot ${SCRIPT}` };
  const { email, password, key } = other;
  const { accessToken } = await post('auth/login', { email, password, device: PHONE });
  const wanted = { label: key, algorithm: 'HMAC_SHA256', scopes: ['READ'] };
  await post('me/api-keys', wanted, { Authorization: `Bearer ${accessToken}` });
  return other;
}

async function post(what, body, headers = {}) {
  const answer = await fetch(`${url}/v1/${what}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, `${what}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}

async function visit(address, heading) {
  await page.goto(`${url}/#/${address}`);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  await until(
    'it is loaded',
    () => page.locator('.mantine-Skeleton-root').count(),
    (count) => count === 0,
  );
}

/** The link of the latest mail to an address, as the operator of a server without an SMTP server reads it. */
async function mailedLink(email) {
  const { stdout } = await operator('mail', 'list', '--json');
  const mail = JSON.parse(stdout).find(({ recipient }) => recipient === email);
  const shown = await operator('mail', 'show', mail.id);
  return /https?:\S+\/#\/\S+/.exec(shown.stdout)[0];
}

async function logOut() {
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
}

/** In the page: what comes of exporting the session's private key. */
async function takeKey() {
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open('bourse');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const pair = await new Promise((resolve, reject) => {
    const request = database.transaction('keys').objectStore('keys').get('session');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  database.close();
  return pair
    ? crypto.subtle.exportKey('jwk', pair.privateKey).then(
        () => 'exported',
        (error) => error.name,
      )
    : 'none';
}

/** Makes proofs by a key of another machine. */
function strangersKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return (htm, path, token) => {
    const claims = {
      jti: randomUUID(),
      htm,
      htu: url + path,
      iat: Math.floor(Date.now() / 1000),
      ...(token && { ath: createHash('sha256').update(token).digest('base64url') }),
    };
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: publicKey.export({ format: 'jwk' }) };
    const text = `${part(header)}.${part(claims)}`;
    const signature = sign('sha256', Buffer.from(text), {
      key: privateKey,
      dsaEncoding: 'ieee-p1363',
    });
    return `${text}.${signature.toString('base64url')}`;
  };
}

/** The first factor, which is not enough. */
async function giveWord() {
  await page.locator('input[name=email]').fill(person.email);
  await page.locator('input[name=password]').fill(person.password);
  seen.expectRefusal();
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}

async function keepRecoveryCodes() {
  const dialog = page.getByRole('dialog', { name: 'Recovery codes' });
  await dialog.waitFor();
  await assertAccessible(page, 'recovery codes');
  const shown = await dialog.getByRole('listitem').allInnerTexts();
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await dialog.waitFor({ state: 'hidden' });
  return shown;
}

/** The code of the step before, early enough in the one of now for it still to count when it arrives. */
async function codeOfBefore(base32) {
  await until(
    'the step is young',
    () => Date.now() % 30_000,
    (age) => age < 15_000,
  );
  return totp(base32, -1);
}

/** What an authenticator app shows so many steps of thirty seconds from now (RFC 6238). */
function totp(base32, steps) {
  const bits = [...base32]
    .map((letter) =>
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
    )
    .join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac('sha1', key).update(counter).digest();
  const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
