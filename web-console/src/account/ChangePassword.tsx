import { notifications } from '@mantine/notifications';
import { answer, api } from '../api/client';
import { useForm } from '../api/useForm';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { NewPasswordField, PasswordField } from './fields';

/** Replaces the password by who knows the present one. */
export function ChangePassword() {
  const form = useForm(['currentPassword', 'newPassword']);

  const change = async () => {
    await answer(api.POST('/v1/me/password', { body: form.values }));
    form.clear();
    notifications.show({ message: 'Your password is new. Every other device was logged out.' });
  };

  return (
    <Section
      title="Password"
      lead="A new one logs out every other device and trusts none any more."
    >
      <Form form={form} verb="Change the password" send={change}>
        <PasswordField label="Present password" {...form.field('currentPassword')} />
        <NewPasswordField label="New password" {...form.field('newPassword')} />
      </Form>
    </Section>
  );
}
