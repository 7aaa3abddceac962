import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { asProblem, CODE } from '../api/problem';
import { session } from '../api/session';
import { useSubmit } from '../api/useSubmit';
import { addressOf, navigate } from '../base/route';
import { useStore } from '../base/store';
import { Refusal } from '../shell/Trouble';
import { useTitle } from '../shell/useTitle';
import styles from './Card.module.css';
import { FactorForm } from './FactorForm';
import { logIn, logInWithPasskey } from './logIn';
import { hasPasskeys } from './passkey';

const FIELDS = ['email', 'password'];

export function LoginScreen() {
  const state = useStore(session.state);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [needsFactor, setNeedsFactor] = useState(false);
  const { messages, busy, submit } = useSubmit(FIELDS);
  useTitle('Log in');

  useEffect(() => {
    if (state.phase === 'SIGNED_IN') {
      navigate({ screen: 'TRADE', symbol: null });
    }
  }, [state.phase]);

  const enter = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      try {
        await logIn(email.trim(), password);
      } catch (error) {
        if (asProblem(error).code !== CODE.SECOND_FACTOR_REQUIRED) {
          throw error;
        }
        setNeedsFactor(true);
      }
    });
  };

  if (needsFactor) {
    return (
      <main className={styles.page}>
        <section className={styles.card}>
          <h1>Second factor</h1>
          <p className={styles.lead}>The password is right. Now show that it is you.</p>
          <FactorForm
            offered={{ code: true, passkey: true, password: false }}
            verb="Log in"
            mayTrust
            send={(factor, trust) => logIn(email.trim(), password, factor, trust)}
          />
          <p className={styles.other}>
            <Button size="compact-sm" variant="subtle" onClick={() => setNeedsFactor(false)}>
              Back
            </Button>
          </p>
        </section>
      </main>
    );
  }

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
          {hasPasskeys() && (
            <Button
              variant="default"
              fullWidth
              disabled={busy}
              onClick={() => void submit(logInWithPasskey)}
            >
              Log in with a passkey
            </Button>
          )}
        </form>
        <p className={styles.other}>
          <a href={addressOf({ screen: 'FORGOT_PASSWORD' })}>Forgotten your password?</a>
        </p>
        <p className={styles.other}>
          No account yet? <a href={addressOf({ screen: 'REGISTER' })}>Sign up</a>
        </p>
      </section>
    </main>
  );
}
