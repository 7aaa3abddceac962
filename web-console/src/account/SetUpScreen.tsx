import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../api/client';
import { useSubmit } from '../api/useSubmit';
import { navigate } from '../base/route';
import { Refusal } from '../shell/Trouble';
import { useTitle } from '../shell/useTitle';
import styles from './Card.module.css';
import { logIn } from './logIn';

const FIELDS = ['token', 'fullName', 'email', 'password'];

/** Makes the first administrator, with the token that the machine printed. */
export function SetUpScreen() {
  const { messages, busy, submit } = useSubmit(FIELDS);
  const [token, setToken] = useState('');
  const [fullName, setFullName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  useTitle('Set up');

  const setUp = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      await answer(
        api.POST('/v1/setup', {
          body: {
            token: token.trim(),
            fullName: fullName.trim(),
            email: email.trim(),
            password,
          },
        }),
      );
      await logIn(email.trim(), password);
      navigate({ screen: 'ADMIN', section: 'USERS' });
    });
  };

  return (
    <main className={styles.page}>
      <section className={styles.card}>
        <h1>Set up</h1>
        <p className={styles.lead}>
          The first administrator of this exchange. The token was printed at the machine.
        </p>
        <form className={styles.form} onSubmit={setUp}>
          <Refusal text={messages.form} />
          <TextInput
            label="Set-up token"
            required
            autoFocus
            autoComplete="off"
            maxLength={200}
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            error={messages.fields.token}
          />
          <TextInput
            label="Full name"
            name="fullName"
            autoComplete="name"
            required
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
            description="At least 15 characters."
            name="password"
            autoComplete="new-password"
            required
            minLength={15}
            maxLength={256}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={messages.fields.password}
          />
          <Button type="submit" loading={busy} fullWidth mt={4}>
            Make the administrator
          </Button>
        </form>
      </section>
    </main>
  );
}
