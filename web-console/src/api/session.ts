import { Store } from '../base/store';
import { DeviceKey } from './deviceKey';
import { CODE, codeOf, problemFrom, unreachable } from './problem';
import { learnTime } from './serverClock';
import type { Tokens } from './types';

export type SessionState =
  | { phase: 'CHECKING' }
  | { phase: 'ANONYMOUS'; ended: boolean }
  | { phase: 'SIGNED_IN'; sessionId: string };

/** What a request shows to be let through: a token, and proofs by the key that it is bound to. */
export interface Access {
  token: string;
  key: DeviceKey | null;
}

/**
 * Who uses this page. The access token lives in this object only and dies with the page; the
 * refresh token is a cookie that scripts can't read. A note in local storage, without any secret,
 * says that there may be such a cookie, so that a first-time visitor's page does not ask in vain.
 * Both tokens are bound to a key of this browser, where it has one.
 */
class BrowserSession {
  readonly state = new Store<SessionState>({ phase: 'CHECKING' });
  /** For requests and the stream. */
  readonly access = new Store<Access | null>(null);
  private refreshing: Promise<Access | null> | null = null;
  private doubtedAt = 0;
  private renewal: ReturnType<typeof setTimeout> | undefined;

  /** Called once when the page loads: picks up the session that the cookie carries. */
  async resume(): Promise<void> {
    if (this.state.get().phase !== 'CHECKING') {
      return;
    }
    if (!hasNote()) {
      this.state.set({ phase: 'ANONYMOUS', ended: false });
      return;
    }
    try {
      await this.refresh();
    } catch {
      // Not reachable, and so not known to be over: what is public is shown, and it is tried again.
      setTimeout(() => void this.resume(), RESUME_AGAIN_MILLIS);
    }
  }

  /** Takes over from a successful log-in, which may have been with a proof by a key. */
  async begin(tokens: Tokens, key: DeviceKey | null): Promise<void> {
    const bound = tokens.tokenType === 'DPoP' ? key : null;
    await DeviceKey.keep(bound);
    writeNote(true);
    this.accept(tokens, bound);
  }

  /**
   * A new access token by the refresh cookie; null when there is no session any more. A refresh
   * token works once, so the tabs of one browser take turns: each sends the cookie that the one
   * before it got.
   */
  refresh(): Promise<Access | null> {
    this.refreshing ??= inTurn(() => this.exchange()).finally(() => {
      this.refreshing = null;
    });
    return this.refreshing;
  }

  /**
   * The server did not accept the access token elsewhere. One refresh shows whether it was only old
   * or the session has ended; a second complaint soon after would ask in vain.
   */
  doubt(): void {
    const now = Date.now();
    if (this.state.get().phase === 'SIGNED_IN' && now - this.doubtedAt > DOUBT_MILLIS) {
      this.doubtedAt = now;
      this.refresh().catch(() => {
        // Not reachable: the next request tries again, and shows what is wrong.
      });
    }
  }

  /** Forgets the session in this page, and its key in this browser. */
  end(ended: boolean): void {
    clearTimeout(this.renewal);
    writeNote(false);
    void DeviceKey.forget(this.access.get()?.key ?? null);
    this.access.set(null);
    this.state.set({ phase: 'ANONYMOUS', ended });
  }

  private async exchange(): Promise<Access | null> {
    const key = await DeviceKey.kept();
    let response = await askForTokens(key);
    if (key && response.status === 401 && (await codeOf(response)) === CODE.PROOF_REFUSED) {
      await learnTime();
      response = await askForTokens(key);
    }
    if (response.ok) {
      return this.accept((await response.json()) as Tokens, key);
    }
    if (response.status === 401 || response.status === 403 || response.status === 400) {
      this.end(this.state.get().phase === 'SIGNED_IN');
      return null;
    }
    const body: unknown = await response.json().catch(() => null);
    throw problemFrom(response.status, body, response.headers.get('Retry-After'));
  }

  private accept(tokens: Tokens, key: DeviceKey | null): Access {
    const access = { token: tokens.accessToken, key };
    this.access.set(access);
    const before = this.state.get();
    if (before.phase !== 'SIGNED_IN' || before.sessionId !== tokens.sessionId) {
      this.state.set({ phase: 'SIGNED_IN', sessionId: tokens.sessionId });
    }
    clearTimeout(this.renewal);
    // Renewed ahead of its end, so that neither a request nor the stream meets a dead token.
    const milliseconds = Math.max(tokens.expiresIn * 0.8, 5) * 1000;
    this.renewal = setTimeout(() => {
      this.refresh().catch(() => {
        // The next request tries again, and shows what is wrong.
      });
    }, milliseconds);
    return access;
  }
}

export const session = new BrowserSession();

const NOTE = 'bourse.session';
const DOUBT_MILLIS = 30_000;
const RESUME_AGAIN_MILLIS = 3_000;

async function askForTokens(key: DeviceKey | null): Promise<Response> {
  const path = '/v1/auth/refresh';
  const proof = await key?.proof('POST', new URL(path, location.origin));
  try {
    return await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(proof && { DPoP: proof }) },
      body: '{}',
    });
  } catch {
    throw unreachable();
  }
}

function hasNote(): boolean {
  try {
    return window.localStorage.getItem(NOTE) !== null;
  } catch {
    return false;
  }
}

function writeNote(present: boolean): void {
  try {
    if (present) {
      window.localStorage.setItem(NOTE, '1');
    } else {
      window.localStorage.removeItem(NOTE);
    }
  } catch {
    // Storage is switched off: the session then lasts as long as the page.
  }
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? await navigator.locks.request('bourse-refresh', work) : await work();
}
