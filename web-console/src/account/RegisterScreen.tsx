import { useState } from 'react';
import { answer, api } from '../api/client';
import { asProblem, CODE } from '../api/problem';
import { useForm } from '../api/useForm';
import { addressOf, navigate } from '../base/route';
import { Form } from '../shell/Form';
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
    />
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
