import { Anchor, Button, Checkbox, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../api/client';
import type { PasskeyCredential } from '../api/types';
import { useSubmit } from '../api/useSubmit';
import { Refusal } from '../shell/Trouble';
import { hasPasskeys, showPasskey } from './passkey';

/** What a person shows to prove who they are. */
export interface Factor {
  totp?: string;
  recoveryCode?: string;
  passkey?: PasskeyCredential;
  password?: string;
}

/** Which factors a person may have. */
export interface Offered {
  code: boolean;
  passkey: boolean;
  password: boolean;
}

type Typed = 'totp' | 'recoveryCode' | 'password';

/** Has the person show one factor of those that are offered. `send` shows it to the server. */
export function FactorForm({
  offered,
  verb,
  mayTrust = false,
  send,
}: {
  offered: Offered;
  verb: string;
  /** Whether the device can be asked for no second factor later. */
  mayTrust?: boolean;
  send: (factor: Factor, trustDevice: boolean) => Promise<void>;
}) {
  const [typed, setTyped] = useState<Typed>(offered.code ? 'totp' : 'password');
  const [text, setText] = useState('');
  const [trust, setTrust] = useState(false);
  const { messages, busy, submit } = useSubmit(['code', 'totp', 'recoveryCode', 'password']);
  const wrong = messages.fields.code ?? messages.fields[typed];
  const hasField = offered.code || offered.password;

  const sendTyped = (event: FormEvent) => {
    event.preventDefault();
    const shown = typed === 'password' ? text : text.replace(/\s/g, '');
    void submit(async () => {
      try {
        await send({ [typed]: shown }, trust);
      } catch (error) {
        setText('');
        throw error;
      }
    });
  };

  const sendPasskey = () =>
    submit(async () => {
      const options = await answer(api.POST('/v1/auth/passkey-options'));
      await send({ passkey: await showPasskey(options) }, trust);
    });

  const change = (next: Typed) => {
    setTyped(next);
    setText('');
  };

  return (
    <form onSubmit={sendTyped}>
      <Stack gap="sm">
        <Refusal text={messages.form} />
        {hasField && typed === 'totp' && (
          <TextInput
            label="Code"
            description="Six digits, from your authenticator app."
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            data-autofocus
            autoFocus
            maxLength={7}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={wrong}
          />
        )}
        {hasField && typed === 'recoveryCode' && (
          <TextInput
            label="Recovery code"
            description="One of those that you kept. It works once."
            autoComplete="off"
            required
            autoFocus
            maxLength={64}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={wrong}
          />
        )}
        {hasField && typed === 'password' && (
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            data-autofocus
            autoFocus
            maxLength={256}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={wrong ?? messages.fields.currentPassword}
          />
        )}
        {mayTrust && (
          <Checkbox
            label="Ask this device for no second factor for a while"
            checked={trust}
            onChange={(event) => setTrust(event.currentTarget.checked)}
          />
        )}
        {hasField && (
          <Button type="submit" loading={busy} fullWidth>
            {verb}
          </Button>
        )}
        {offered.passkey && hasPasskeys() && (
          <Button
            variant="default"
            fullWidth
            disabled={busy}
            onClick={() => void sendPasskey()}
            data-autofocus={hasField ? undefined : true}
          >
            Use a passkey
          </Button>
        )}
        {offered.code && (
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => change(typed === 'totp' ? 'recoveryCode' : 'totp')}
          >
            {typed === 'totp' ? 'Use a recovery code' : 'Use the authenticator app'}
          </Anchor>
        )}
      </Stack>
    </form>
  );
}
