import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../api/client';
import { asProblem, CODE } from '../api/problem';
import { useSubmit } from '../api/useSubmit';
import { addressOf } from '../base/route';
import { Refusal } from '../shell/Trouble';
import { useTitle } from '../shell/useTitle';
import styles from './Card.module.css';

const FIELDS = ['newPassword'];

type State = 'CHOOSING' | 'CHOSEN' | 'NO_LINK';

/** Chooses a new password by the link of a mail, and logs nobody in. */
export function ResetPasswordScreen({ token }: { token: string }) {
  const { messages, busy, submit } = useSubmit(FIELDS);
  const [password, setPassword] = useState('');
  const [state, setState] = useState<State>('CHOOSING');
  useTitle('New password');

  const choose = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      try {
        await answer(
          api.POST('/v1/password-resets/complete', { body: { token, newPassword: password } }),
        );
        setState('CHOSEN');
      } catch (error) {
        if (asProblem(error).code !== CODE.LINK_INVALID) {
          throw error;
        }
        setState('NO_LINK');
      }
    });
  };

  if (state === 'CHOSEN') {
    return (
      <main className={styles.page}>
        <section className={styles.card}>
          <h1>Your password is new</h1>
          <p className={styles.lead}>
            Every device was logged out. <a href={addressOf({ screen: 'LOGIN' })}>Log in</a> with
            the new password, and with your second factor when you have one.
          </p>
        </section>
      </main>
    );
  }

  if (state === 'NO_LINK') {
    return (
      <main className={styles.page}>
        <section className={styles.card}>
          <h1>This link does not work any more</h1>
          <p className={styles.lead}>
            It was used, or is too old.{' '}
            <a href={addressOf({ screen: 'FORGOT_PASSWORD' })}>Ask for another</a>.
          </p>
        </section>
      </main>
    );
  }

  return (
    <main className={styles.page}>
      <section className={styles.card}>
        <h1>New password</h1>
        <p className={styles.lead}>Every device will be logged out.</p>
        <form className={styles.form} onSubmit={choose}>
          <Refusal text={messages.form} />
          <PasswordInput
            label="New password"
            description="At least 15 characters. A sentence is easy to keep in mind."
            name="newPassword"
            autoComplete="new-password"
            required
            autoFocus
            minLength={15}
            maxLength={256}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={messages.fields.newPassword}
          />
          <Button type="submit" loading={busy} fullWidth mt={4}>
            Use this password
          </Button>
        </form>
      </section>
    </main>
  );
}
