import { useState } from 'react';
import { AuthenticatorApp } from './AuthenticatorApp';
import { ChangePassword } from './ChangePassword';
import { Passkeys } from './Passkeys';
import { RecoveryCodes } from './RecoveryCodes';
import { TrustedDevices } from './TrustedDevices';

/** How the person gets in, and keeps others out. */
export function Security() {
  const [codes, setCodes] = useState<readonly string[]>([]);
  return (
    <>
      <ChangePassword />
      <AuthenticatorApp onCodes={setCodes} />
      <Passkeys onCodes={setCodes} />
      <TrustedDevices />
      <RecoveryCodes codes={codes} onKept={() => setCodes([])} />
    </>
  );
}
