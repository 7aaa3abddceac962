import { TextInput } from '@mantine/core';
import { answer, api } from '../api/client';
import { useForm } from '../api/useForm';
import { navigate } from '../base/route';
import { Form } from '../shell/Form';
import { Card } from './Card';
import { EmailField, FullNameField, NewPasswordField } from './fields';
import { logIn } from './logIn';

/** Makes the first administrator, with the token that the machine printed. */
export function SetUpScreen() {
  const form = useForm(['token', 'fullName', 'email', 'password']);

  const setUp = async () => {
    const { token, fullName, email, password } = form.values;
    await answer(
      api.POST('/v1/setup', {
        body: { token: token.trim(), fullName: fullName.trim(), email: email.trim(), password },
      }),
    );
    await logIn(email.trim(), password);
    navigate({ screen: 'ADMIN', section: 'USERS' });
  };

  return (
    <Card
      title="Set up"
      lead="The first administrator of this exchange. The token was printed at the machine."
    >
      <Form fullWidth form={form} verb="Make the administrator" send={setUp}>
        <TextInput
          label="Set-up token"
          required
          autoFocus
          autoComplete="off"
          maxLength={200}
          {...form.field('token')}
        />
        <FullNameField {...form.field('fullName')} />
        <EmailField {...form.field('email')} />
        <NewPasswordField {...form.field('password')} />
      </Form>
    </Card>
  );
}
