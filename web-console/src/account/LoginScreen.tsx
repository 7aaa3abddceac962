import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { session } from '../api/session';
import { useSubmit } from '../api/useSubmit';
import { addressOf, navigate } from '../base/route';
import { useStore } from '../base/store';
import { Refusal } from '../shell/Trouble';
import { useTitle } from '../shell/useTitle';
import styles from './Card.module.css';
import { logIn } from './logIn';

const FIELDS = ['email', 'password'];

export function LoginScreen() {
  const state = useStore(session.state);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { messages, busy, submit } = useSubmit(FIELDS);
  useTitle('Log in');

  useEffect(() => {
    if (state.phase === 'SIGNED_IN') {
      navigate({ screen: 'TRADE', symbol: null });
    }
  }, [state.phase]);

  const enter = (event: FormEvent) => {
    event.preventDefault();
    void submit(() => logIn(email.trim(), password));
  };

  return (
    <main className={styles.page}>
      <section className={styles.card}>
        <h1>Log in</h1>
        <p className={styles.lead}>
          {state.phase === 'ANONYMOUS' && state.ended
            ? 'Your session has ended. Log in again to go on.'
            : 'Welcome back.'}
        </p>
        <form className={styles.form} onSubmit={enter}>
          <Refusal text={messages.form} />
          <TextInput
            label="E-mail"
            name="email"
            type="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={messages.fields.email}
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={messages.fields.password}
          />
          <Button type="submit" loading={busy} fullWidth mt={4}>
            Log in
          </Button>
        </form>
        <p className={styles.other}>
          No account yet? <a href={addressOf({ screen: 'REGISTER' })}>Sign up</a>
        </p>
      </section>
    </main>
  );
}
