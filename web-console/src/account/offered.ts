import { answer, api } from '../api/client';
import type { Offered } from './FactorForm';

/** Which factors the person has; the password counts for who has no other. */
export async function readOffered(): Promise<Offered> {
  const [totp, passkeys] = await Promise.all([
    answer(api.GET('/v1/me/totp')),
    answer(api.GET('/v1/me/passkeys')),
  ]);
  const passkey = passkeys.items.length > 0;
  const code = totp.enabled || totp.recoveryCodesLeft > 0;
  return { code, passkey, password: !code && !passkey };
}
