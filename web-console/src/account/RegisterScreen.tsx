import { Button } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { asProblem, CODE } from '../api/problem';
import { useForm } from '../api/useForm';
import { useSubmit } from '../api/useSubmit';
import { addressOf, navigate } from '../base/route';
import { Form } from '../shell/Form';
import { Refusal } from '../shell/Trouble';
import { Card } from './Card';
import { EmailField, FullNameField, NewPasswordField } from './fields';
import { logIn } from './logIn';

export function RegisterScreen() {
  const form = useForm(['fullName', 'email', 'password']);
  const [mailSent, setMailSent] = useState(false);
  const { password } = form.values;
  const fullName = form.values.fullName.trim();
  const email = form.values.email.trim();
  const toLogIn = <a href={addressOf({ screen: 'LOGIN' })}>log in</a>;

  const register = async () => {
    await answer(api.POST('/v1/auth/register', { body: { email, password, fullName } }));
    await enter(email, password, () => setMailSent(true));
  };

  return mailSent ? (
    <Card
      title="Check your mail"
      lead={
        <>
          We have written to {email}. The mail says how to go on. If you have an account with this
          address already, {toLogIn}.
        </>
      }
    >
      <SendAgain email={email} />
    </Card>
  ) : (
    <Card
      title="Sign up"
      lead="One account for trading, balances and the API."
      below={<p>You have an account? Then {toLogIn}.</p>}
    >
      <Form fullWidth form={form} verb="Open the account" send={register}>
        <FullNameField autoFocus {...form.field('fullName')} />
        <EmailField {...form.field('email')} />
        <NewPasswordField {...form.field('password')} />
      </Form>
    </Card>
  );
}

/** Another mail, in case the first was lost. Whether one is sent is not told: only an account that waits for it gets it, and not at once again. */
function SendAgain({ email }: { email: string }) {
  const { messages, busy, submit } = useSubmit([]);
  const [asked, setAsked] = useState(false);

  const ask = async () => {
    await answer(api.POST('/v1/email-verifications', { body: { email } }));
    setAsked(true);
  };

  return (
    <>
      <Refusal text={messages.form} />
      <Button
        variant="default"
        fullWidth
        loading={busy}
        disabled={asked}
        onClick={() => void submit(ask)}
      >
        Send the mail again
      </Button>
      <p role="status">
        {asked &&
          'If the last one is five minutes old and the account waits for it, another is on its way.'}
      </p>
    </>
  );
}

/** Where addresses are not verified the new account works at once; otherwise the mail has to be read first. */
async function enter(email: string, password: string, askForMail: () => void): Promise<void> {
  try {
    await logIn(email, password);
    navigate({ screen: 'TRADE', symbol: null });
  } catch (error) {
    const { code } = asProblem(error);
    if (code !== CODE.WRONG_CREDENTIALS && code !== CODE.EMAIL_UNVERIFIED) {
      throw error;
    }
    askForMail();
  }
}
