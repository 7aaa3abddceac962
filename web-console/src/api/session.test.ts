// @vitest-environment jsdom
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeServer, Refused } from '../testing/FakeServer';
import { claimsOf, keepInMemory, keysInMemory, signerOf } from '../testing/keys';

const server = fakeServer();
const kept = keysInMemory();
const tokens = (accessToken: string, tokenType = 'DPoP') => ({
  accessToken,
  tokenType,
  expiresIn: 300,
  sessionId: '0197a2b4-6f00-7c10-9a41-5d3c6a0b9e77',
});

/** The page, as it is after loading: in another tab, or anew. */
async function page() {
  vi.resetModules();
  keepInMemory((await import('./keyStore')).keyStore, kept);
  const { session } = await import('./session');
  const { api } = await import('./client');
  const { logIn } = await import('../account/logIn');
  return { session, api, logIn };
}

const proofOf = (what: string) => server.current.asked(what).at(-1)?.headers.get('DPoP') ?? '';
const authorisationOf = (what: string) =>
  server.current.asked(what).at(-1)?.headers.get('Authorization');

describe('the session of a browser with keys', () => {
  beforeEach(() => {
    window.localStorage.clear();
    server.current
      .on('GET /v1/time', () => ({ time: new Date().toISOString() }))
      .on('POST /v1/auth/login', tokens('first'))
      .on('POST /v1/auth/refresh', tokens('second'))
      .on('GET /v1/me', {});
  });

  it('is bound to one from its login on, and each request proves it', async () => {
    const { api, logIn } = await page();
    await logIn('ada@example.org', 'quinces in the attic');
    const signer = await signerOf(proofOf('POST /v1/auth/login'));
    expect(claimsOf(proofOf('POST /v1/auth/login')).htu).toBe(`${location.origin}/v1/auth/login`);

    await api.GET('/v1/me');
    const claims = claimsOf(proofOf('GET /v1/me'));
    expect(authorisationOf('GET /v1/me')).toBe('DPoP first');
    expect(await signerOf(proofOf('GET /v1/me'))).toBe(signer);
    expect(claims).toMatchObject({ htm: 'GET', htu: `${location.origin}/v1/me` });
    expect(claims.ath).toBe(createHash('sha256').update('first').digest('base64url'));
    await api.GET('/v1/me');
    expect(claimsOf(proofOf('GET /v1/me')).jti).not.toBe(claims.jti);
  });

  it('goes on after a reload and in another tab, with the same key', async () => {
    const { logIn } = await page();
    await logIn('ada@example.org', 'quinces in the attic');
    const signer = await signerOf(proofOf('POST /v1/auth/login'));
    for (let tab = 0; tab < 2; tab += 1) {
      const { session, api } = await page();
      await session.resume();
      expect(session.state.get().phase).toBe('SIGNED_IN');
      expect(await signerOf(proofOf('POST /v1/auth/refresh'))).toBe(signer);
      expect(claimsOf(proofOf('POST /v1/auth/refresh')).ath).toBeUndefined();
      await api.GET('/v1/me');
      expect(authorisationOf('GET /v1/me')).toBe('DPoP second');
    }
  });

  it('ends with its key, and leaves that of a session that has begun since', async () => {
    const before = await page();
    await before.logIn('ada@example.org', 'quinces in the attic');
    const after = await page();
    await after.session.resume();
    after.session.end(false);
    await vi.waitFor(() => expect(kept.size).toBe(0));
    await after.logIn('bob@example.org', 'apples in the attic');
    before.session.end(true);
    await vi.waitFor(() => expect(before.session.access.get()).toBeNull());
    expect(kept.has('session')).toBe(true);
    after.session.end(false);
    await vi.waitFor(() => expect(kept.size).toBe(0));
  });

  it('logs in anew with the key of the session that it still has, which that one then replaces', async () => {
    await (await page()).logIn('ada@example.org', 'quinces in the attic');
    await (await page()).logIn('bob@example.org', 'apples in the attic');
    const [first, second] = server.current
      .asked('POST /v1/auth/login')
      .map(({ headers }) => signerOf(headers.get('DPoP') ?? ''));
    expect(await second).toBe(await first);
  });

  it('learns the time when a proof is refused for it', async () => {
    const { logIn } = await page();
    await logIn('ada@example.org', 'quinces in the attic');
    const ahead = 3_600_000;
    const late = new Refused(401, 3080, 'Not made within the last minute.');
    server.current
      .on('GET /v1/time', () => ({ time: new Date(Date.now() + ahead).toISOString() }))
      .on('POST /v1/auth/refresh', ({ headers }: { headers: Headers }) =>
        claimsOf(headers.get('DPoP') ?? '').iat * 1000 < Date.now() + ahead / 2
          ? late
          : tokens('second'),
      );
    const { session } = await page();
    await session.resume();
    expect(session.state.get().phase).toBe('SIGNED_IN');
    expect(server.current.asked('POST /v1/auth/refresh')).toHaveLength(2);
  });

  it('does without where keys can not be kept', async () => {
    vi.stubGlobal('crypto', { getRandomValues: () => {} });
    server.current.on('POST /v1/auth/login', tokens('first', 'Bearer'));
    server.current.on('POST /v1/auth/refresh', tokens('second', 'Bearer'));
    const { session, api, logIn } = await page();
    await logIn('ada@example.org', 'quinces in the attic');
    await api.GET('/v1/me');
    expect(authorisationOf('GET /v1/me')).toBe('Bearer first');
    await session.refresh();
    await api.GET('/v1/me');
    expect(authorisationOf('GET /v1/me')).toBe('Bearer second');
    for (const { headers } of server.current.received) {
      expect(headers.has('DPoP')).toBe(false);
    }
  });
});
