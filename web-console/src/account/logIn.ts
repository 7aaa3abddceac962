import { answer, api } from '../api/client';
import { session } from '../api/session';
import { deviceName } from './deviceName';
import type { Factor } from './FactorForm';
import { showPasskey } from './passkey';

const asBrowser = () => ({ client: 'BROWSER', device: deviceName(navigator.userAgent) }) as const;

/** Logs in as a browser: the refresh token comes as a cookie, the access token stays in memory. */
export async function logIn(
  email: string,
  password: string,
  factor: Omit<Factor, 'password'> = {},
  trustDevice = false,
): Promise<void> {
  const tokens = await answer(
    api.POST('/v1/auth/login', {
      body: {
        email,
        password,
        ...factor,
        trustDevice,
        ...asBrowser(),
      },
    }),
  );
  session.begin(tokens);
}

/** Logs in with a passkey alone, which tells who it is of. */
export async function logInWithPasskey(): Promise<void> {
  const options = await answer(api.POST('/v1/auth/passkey-options'));
  const passkey = await showPasskey(options);
  session.begin(await answer(api.POST('/v1/auth/passkey', { body: { passkey, ...asBrowser() } })));
}
