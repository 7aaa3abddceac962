import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../api/client';
import { useSubmit } from '../api/useSubmit';
import { addressOf } from '../base/route';
import { Refusal } from '../shell/Trouble';
import { useTitle } from '../shell/useTitle';
import styles from './Card.module.css';

const FIELDS = ['email'];

/** Asks for a mail by which to choose a new password. Whether there is such a user is not told. */
export function ForgotPasswordScreen() {
  const { messages, busy, submit } = useSubmit(FIELDS);
  const [email, setEmail] = useState('');
  const [asked, setAsked] = useState(false);
  useTitle('Forgotten password');

  const ask = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      await answer(api.POST('/v1/password-resets', { body: { email: email.trim() } }));
      setAsked(true);
    });
  };

  if (asked) {
    return (
      <main className={styles.page}>
        <section className={styles.card}>
          <h1>Check your mail</h1>
          <p className={styles.lead}>
            If {email.trim()} has an account here, a mail with a link is on its way. The link works
            once, within thirty minutes.
          </p>
          <p className={styles.other}>
            <a href={addressOf({ screen: 'LOGIN' })}>Back to the log-in</a>
          </p>
        </section>
      </main>
    );
  }

  return (
    <main className={styles.page}>
      <section className={styles.card}>
        <h1>Forgotten password</h1>
        <p className={styles.lead}>We send a link by which you choose a new one.</p>
        <form className={styles.form} onSubmit={ask}>
          <Refusal text={messages.form} />
          <TextInput
            label="E-mail"
            name="email"
            type="email"
            autoComplete="username"
            required
            autoFocus
            maxLength={254}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={messages.fields.email}
          />
          <Button type="submit" loading={busy} fullWidth mt={4}>
            Send the link
          </Button>
        </form>
        <p className={styles.other}>
          <a href={addressOf({ screen: 'LOGIN' })}>Back to the log-in</a>
        </p>
      </section>
    </main>
  );
}
