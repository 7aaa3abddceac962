import { Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { NewTotp } from '../api/types';
import { useForm } from '../api/useForm';
import { useSubmit } from '../api/useSubmit';
import { Section } from '../shell/Area';
import { Refusal, Trouble } from '../shell/Trouble';
import styles from './AuthenticatorApp.module.css';

const readState = () => answer(api.GET('/v1/me/totp'));

/** The authenticator app, and the recovery codes for when it is lost. `onCodes` shows codes, once. */
export function AuthenticatorApp({ onCodes }: { onCodes: (codes: readonly string[]) => void }) {
  const state = useLoaded(readState);
  const [enrolling, setEnrolling] = useState<NewTotp | null>(null);
  const { messages, busy, submit } = useSubmit([]);

  const begin = () =>
    submit(async () => {
      setEnrolling(await answer(api.POST('/v1/me/totp')));
    });

  const remove = () =>
    submit(async () => {
      await answer(api.DELETE('/v1/me/totp'));
      await state.load();
    });

  const renew = () =>
    submit(async () => {
      const { recoveryCodes } = await answer(api.POST('/v1/me/recovery-codes'));
      onCodes(recoveryCodes);
      await state.load();
    });

  return (
    <Section
      title="Authenticator app"
      lead="An app on your phone shows a code that a login needs beside the password."
    >
      <Trouble problem={state.problem} retry={state.load} />
      <Refusal text={messages.form} />
      {!state.value && !state.problem && <Skeleton h={60} />}
      {state.value && !enrolling && (
        <>
          <p role="status">{stateText(state.value)}</p>
          <Group gap="xs">
            {state.value.enabled ? (
              <Button size="xs" variant="default" loading={busy} onClick={() => void remove()}>
                Turn off
              </Button>
            ) : (
              <Button size="xs" loading={busy} onClick={() => void begin()}>
                Set up
              </Button>
            )}
            {(state.value.enabled || state.value.recoveryCodesLeft > 0) && (
              <Button size="xs" variant="default" disabled={busy} onClick={() => void renew()}>
                New recovery codes
              </Button>
            )}
          </Group>
        </>
      )}
      {enrolling && (
        <Enrol
          app={enrolling}
          onCancel={() => setEnrolling(null)}
          onDone={async (codes) => {
            setEnrolling(null);
            onCodes(codes);
            await state.load();
          }}
        />
      )}
    </Section>
  );
}

function stateText(state: { enabled: boolean; locked: boolean; recoveryCodesLeft: number }) {
  const left = `${state.recoveryCodesLeft} recovery codes are left.`;
  if (state.locked) {
    return `Locked after ten wrong codes. A recovery code unlocks it. ${left}`;
  }
  if (state.enabled) {
    return `On. ${left}`;
  }
  return state.recoveryCodesLeft > 0 ? `Off. ${left}` : 'Off.';
}

function Enrol({
  app,
  onCancel,
  onDone,
}: {
  app: NewTotp;
  onCancel: () => void;
  onDone: (codes: readonly string[]) => Promise<void>;
}) {
  const form = useForm(['code']);

  const confirm = async () => {
    const code = form.values.code.replace(/\s/g, '');
    const { recoveryCodes } = await answer(
      api.POST('/v1/me/totp/confirmation', { body: { code } }),
    );
    await onDone(recoveryCodes);
  };

  return (
    <div className={styles.enrol}>
      <img
        className={styles.picture}
        alt="QR code for the authenticator app"
        src={`data:image/svg+xml,${encodeURIComponent(app.qrCode)}`}
      />
      <form onSubmit={form.onSubmit(confirm)}>
        <Stack gap="sm">
          <Text size="sm">
            Read the picture with the app, or type this in: <code>{spaced(app.secret)}</code>
          </Text>
          <Refusal text={form.refusal} />
          <TextInput
            label="The code that the app shows"
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            autoFocus
            maxLength={7}
            {...form.field('code')}
          />
          <Group gap="xs">
            <Button type="submit" loading={form.busy}>
              Turn on
            </Button>
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
          </Group>
        </Stack>
      </form>
    </div>
  );
}

/** In groups of four, which are read more easily. */
function spaced(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ');
}
