import { useState } from 'react';
import { answer, api } from '../api/client';
import { useForm } from '../api/useForm';
import { addressOf } from '../base/route';
import { Form } from '../shell/Form';
import { Card } from './Card';
import { EmailField } from './fields';

const BACK = (
  <p>
    <a href={addressOf({ screen: 'LOGIN' })}>Back to the log-in</a>
  </p>
);

/** Asks for a mail by which to choose a new password. Whether there is such a user is not told. */
export function ForgotPasswordScreen() {
  const form = useForm(['email']);
  const [asked, setAsked] = useState(false);
  const email = form.values.email.trim();

  const ask = async () => {
    await answer(api.POST('/v1/password-resets', { body: { email } }));
    setAsked(true);
  };

  return asked ? (
    <Card
      title="Check your mail"
      lead={`If ${email} has an account here, a mail with a link is on its way. The link works once, within thirty minutes.`}
      below={BACK}
    />
  ) : (
    <Card
      title="Forgotten password"
      lead="We send a link by which you choose a new one."
      below={BACK}
    >
      <Form fullWidth form={form} verb="Send the link" send={ask}>
        <EmailField autoFocus {...form.field('email')} />
      </Form>
    </Card>
  );
}
