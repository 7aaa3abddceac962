import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../api/client';
import { asProblem, CODE } from '../api/problem';
import { useSubmit } from '../api/useSubmit';
import { addressOf, navigate } from '../base/route';
import { Refusal } from '../shell/Trouble';
import { useTitle } from '../shell/useTitle';
import styles from './Card.module.css';
import { logIn } from './logIn';

const FIELDS = ['fullName', 'email', 'password'];
const SHORTEST_PASSWORD = 15;

export function RegisterScreen() {
  const [fullName, setFullName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { messages, busy, submit } = useSubmit(FIELDS);
  const [mailSent, setMailSent] = useState(false);
  useTitle('Sign up');

  const register = (event: FormEvent) => {
    event.preventDefault();
    const address = email.trim();
    void submit(async () => {
      await answer(
        api.POST('/v1/auth/register', {
          body: { email: address, password, fullName: fullName.trim() },
        }),
      );
      await enter(address, password, () => setMailSent(true));
    });
  };

  if (mailSent) {
    return (
      <main className={styles.page}>
        <section className={styles.card}>
          <h1>Check your mail</h1>
          <p className={styles.lead}>
            We have written to {email.trim()}. The mail says how to go on. If you have an account
            with this address already, <a href={addressOf({ screen: 'LOGIN' })}>log in</a>.
          </p>
        </section>
      </main>
    );
  }

  return (
    <main className={styles.page}>
      <section className={styles.card}>
        <h1>Sign up</h1>
        <p className={styles.lead}>One account for trading, balances and the API.</p>
        <form className={styles.form} onSubmit={register}>
          <Refusal text={messages.form} />
          <TextInput
            label="Full name"
            name="fullName"
            autoComplete="name"
            required
            autoFocus
            maxLength={200}
            value={fullName}
            onChange={(event) => setFullName(event.currentTarget.value)}
            error={messages.fields.fullName}
          />
          <TextInput
            label="E-mail"
            name="email"
            type="email"
            autoComplete="username"
            required
            maxLength={254}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={messages.fields.email}
          />
          <PasswordInput
            label="Password"
            description={`At least ${SHORTEST_PASSWORD} characters. A sentence is easy to keep in mind.`}
            name="password"
            autoComplete="new-password"
            required
            minLength={SHORTEST_PASSWORD}
            maxLength={256}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={messages.fields.password}
          />
          <Button type="submit" loading={busy} fullWidth mt={4}>
            Open the account
          </Button>
        </form>
        <p className={styles.other}>
          You have an account? <a href={addressOf({ screen: 'LOGIN' })}>Log in</a>
        </p>
      </section>
    </main>
  );
}

/** Where addresses are not verified the new account works at once; otherwise the mail has to be read first. */
async function enter(email: string, password: string, askForMail: () => void): Promise<void> {
  try {
    await logIn(email, password);
    navigate({ screen: 'TRADE', symbol: null });
  } catch (error) {
    if (asProblem(error).code !== CODE.WRONG_CREDENTIALS) {
      throw error;
    }
    askForMail();
  }
}
