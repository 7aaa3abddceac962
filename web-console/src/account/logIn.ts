import { answer, api } from '../api/client';
import { session } from '../api/session';
import { deviceName } from './deviceName';

/** Logs in as a browser: the refresh token comes as a cookie, the access token stays in memory. */
export async function logIn(email: string, password: string): Promise<void> {
  const tokens = await answer(
    api.POST('/v1/auth/login', {
      body: { email, password, client: 'BROWSER', device: deviceName(navigator.userAgent) },
    }),
  );
  session.begin(tokens);
}
