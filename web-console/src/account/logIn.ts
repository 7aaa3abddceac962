import { answer, api } from '../api/client';
import { DeviceKey } from '../api/deviceKey';
import { learnTime } from '../api/serverClock';
import { session } from '../api/session';
import { deviceName } from './deviceName';
import type { Factor } from './FactorForm';
import { showPasskey } from './passkey';

const asBrowser = () => ({ client: 'BROWSER', device: deviceName(navigator.userAgent) }) as const;

/**
 * Logs in as a browser: the refresh token comes as a cookie, the access token stays in memory, and both are bound to a key of
 * this browser, where it has one.
 */
export async function logIn(
  email: string,
  password: string,
  factor: Omit<Factor, 'password'> = {},
  trustDevice = false,
): Promise<void> {
  const { key, headers } = await keyFor('/v1/auth/login');
  const tokens = await answer(
    api.POST('/v1/auth/login', {
      headers,
      body: {
        email,
        password,
        ...factor,
        trustDevice,
        ...asBrowser(),
      },
    }),
  );
  await session.begin(tokens, key);
}

/** Logs in with a passkey alone, which tells who it is of. */
export async function logInWithPasskey(): Promise<void> {
  const options = await answer(api.POST('/v1/auth/passkey-options'));
  const passkey = await showPasskey(options);
  const { key, headers } = await keyFor('/v1/auth/passkey');
  const tokens = await answer(
    api.POST('/v1/auth/passkey', { headers, body: { passkey, ...asBrowser() } }),
  );
  await session.begin(tokens, key);
}

/**
 * A key for the session, with its proof. The server's time is asked for first: a code of an app works once, also when the proof
 * beside it is then refused for its time.
 */
async function keyFor(path: string): Promise<{ key: DeviceKey | null; headers: HeadersInit }> {
  const key = await DeviceKey.forLogin();
  if (key === null) {
    return { key, headers: {} };
  }
  await learnTime();
  return { key, headers: { DPoP: await key.proof('POST', new URL(path, location.origin)) } };
}
