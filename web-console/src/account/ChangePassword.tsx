import { Button, PasswordInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../api/client';
import { useSubmit } from '../api/useSubmit';
import { Section } from '../shell/Area';
import { Refusal } from '../shell/Trouble';
import styles from './Card.module.css';

const FIELDS = ['currentPassword', 'newPassword'];

/** Replaces the password by who knows the present one. */
export function ChangePassword() {
  const { messages, busy, submit } = useSubmit(FIELDS);
  const [current, setCurrent] = useState('');
  const [wanted, setWanted] = useState('');

  const change = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      await answer(
        api.POST('/v1/me/password', {
          body: { currentPassword: current, newPassword: wanted },
        }),
      );
      setCurrent('');
      setWanted('');
      notifications.show({ message: 'Your password is new. Every other device was logged out.' });
    });
  };

  return (
    <Section
      title="Password"
      lead="A new one logs out every other device and trusts none any more."
    >
      <form className={styles.form} onSubmit={change}>
        <Refusal text={messages.form} />
        <PasswordInput
          label="Present password"
          name="currentPassword"
          autoComplete="current-password"
          required
          maxLength={256}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          error={messages.fields.currentPassword}
        />
        <PasswordInput
          label="New password"
          description="At least 15 characters."
          name="newPassword"
          autoComplete="new-password"
          required
          minLength={15}
          maxLength={256}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
          error={messages.fields.newPassword}
        />
        <Button type="submit" variant="default" loading={busy}>
          Change the password
        </Button>
      </form>
    </Section>
  );
}
