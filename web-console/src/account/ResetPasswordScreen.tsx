import { useState } from 'react';
import { answer, api } from '../api/client';
import { asProblem, CODE } from '../api/problem';
import { useForm } from '../api/useForm';
import { addressOf } from '../base/route';
import { Form } from '../shell/Form';
import { Card } from './Card';
import { NewPasswordField } from './fields';

type State = 'CHOOSING' | 'CHOSEN' | 'NO_LINK';

/** Chooses a new password by the link of a mail, and logs nobody in. */
export function ResetPasswordScreen({ token }: { token: string }) {
  const form = useForm(['newPassword']);
  const [state, setState] = useState<State>('CHOOSING');

  const choose = async () => {
    const { newPassword } = form.values;
    try {
      await answer(api.POST('/v1/password-resets/complete', { body: { token, newPassword } }));
      setState('CHOSEN');
    } catch (error) {
      if (asProblem(error).code !== CODE.LINK_INVALID) {
        throw error;
      }
      setState('NO_LINK');
    }
  };

  switch (state) {
    case 'CHOOSING':
      return (
        <Card title="New password" lead="Every device will be logged out.">
          <Form fullWidth form={form} verb="Use this password" send={choose}>
            <NewPasswordField label="New password" autoFocus {...form.field('newPassword')} />
          </Form>
        </Card>
      );
    case 'CHOSEN':
      return (
        <Card
          title="Your password is new"
          lead={
            <>
              Every device was logged out. <a href={addressOf({ screen: 'LOGIN' })}>Log in</a> with
              the new password, and with your second factor when you have one.
            </>
          }
        />
      );
    case 'NO_LINK':
      return (
        <Card
          title="This link does not work any more"
          lead={
            <>
              It was used, or is too old.{' '}
              <a href={addressOf({ screen: 'FORGOT_PASSWORD' })}>Ask for another</a>.
            </>
          }
        />
      );
  }
}
