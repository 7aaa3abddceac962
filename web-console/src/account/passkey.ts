import { Problem } from '../api/problem';
import type {
  PasskeyCreationOptions,
  PasskeyCredential,
  PasskeyRequestOptions,
} from '../api/types';

/** Whether this browser can use passkeys as JSON, as the server takes them. */
export function hasPasskeys(): boolean {
  return 'PublicKeyCredential' in window && 'parseCreationOptionsFromJSON' in PublicKeyCredential;
}

/** Has the person make a passkey on this device. */
export function makePasskey(options: PasskeyCreationOptions): Promise<PasskeyCredential> {
  return asked(() =>
    navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
    }),
  );
}

/** Has the person show a passkey. */
export function showPasskey(options: PasskeyRequestOptions): Promise<PasskeyCredential> {
  return asked(() =>
    navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
    }),
  );
}

async function asked(ask: () => Promise<Credential | null>): Promise<PasskeyCredential> {
  let credential: Credential | null;
  try {
    credential = await ask();
  } catch (error) {
    throw new Problem(0, null, titleOf(error), '', [], null, null);
  }
  if (!credential) {
    throw new Problem(0, null, NOT_SHOWN, '', [], null, null);
  }
  return (credential as PublicKeyCredential).toJSON() as PasskeyCredential;
}

const NOT_SHOWN = 'No passkey was used: the browser was told not to, or waited too long';

function titleOf(error: unknown): string {
  switch (error instanceof DOMException ? error.name : '') {
    case 'InvalidStateError':
      return 'This device has a passkey for this account already';
    case 'SecurityError':
      return 'Passkeys work only at the address that this exchange gave out';
    default:
      return NOT_SHOWN;
  }
}
