import { answer, api } from '../api/client';
import { session } from '../api/session';

/** Logs in as a browser: the refresh token comes as a cookie, the access token stays in memory. */
export async function logIn(email: string, password: string): Promise<void> {
  const tokens = await answer(
    api.POST('/v1/auth/login', {
      body: { email, password, client: 'BROWSER', device: deviceName(navigator.userAgent) },
    }),
  );
  session.begin(tokens);
}

/** What to call this browser in the list of sessions: `Chrome on Linux`. */
export function deviceName(userAgent: string): string {
  const browser =
    [
      ['Edg/', 'Edge'],
      ['OPR/', 'Opera'],
      ['Firefox/', 'Firefox'],
      ['Chrome/', 'Chrome'],
      ['Safari/', 'Safari'],
    ].find(([mark = '']) => userAgent.includes(mark))?.[1] ?? 'Browser';
  const system =
    [
      ['Android', 'Android'],
      ['iPhone', 'iPhone'],
      ['iPad', 'iPad'],
      ['Windows', 'Windows'],
      ['Mac OS X', 'macOS'],
      ['Linux', 'Linux'],
    ].find(([mark = '']) => userAgent.includes(mark))?.[1] ?? null;
  return system ? `${browser} on ${system}` : browser;
}
