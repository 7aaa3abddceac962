import { Checkbox, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../api/client';
import type { Role } from '../api/types';
import { useForm } from '../api/useForm';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { tellDoneOrWaiting } from './tellDoneOrWaiting';
import type { AboutUser } from './UserPage';
import { ROLE_TEXT } from './words';

/** What the user is to the exchange. */
export function UserRoles({ profile: { user }, changed }: AboutUser) {
  const [wanted, setWanted] = useState<readonly Role[]>(user.roles);
  const form = useForm(['note'], ['grant', 'revoke']);
  const grant = wanted.filter((role) => !user.roles.includes(role));
  const revoke = user.roles.filter((role) => !wanted.includes(role));

  const change = async () => {
    tellDoneOrWaiting(
      await answer(
        api.POST('/v1/admin/users/{user}/roles', {
          params: { path: { user: user.id } },
          body: { grant, revoke, note: form.values.note.trim() },
        }),
      ),
      `The roles of ${user.email} are changed.`,
    );
    await changed();
  };

  return (
    <Section title="Roles" lead="A change works at the user's next request.">
      <Form
        form={form}
        verb="Change the roles"
        send={change}
        disabled={grant.length === 0 && revoke.length === 0}
      >
        <Checkbox.Group
          label="This user is"
          value={[...wanted]}
          onChange={(value) => setWanted(value as Role[])}
          error={form.errors.grant ?? form.errors.revoke}
        >
          <Group gap="md" my="xs">
            {Object.entries(ROLE_TEXT).map(([role, text]) => (
              <Checkbox key={role} value={role} label={text} />
            ))}
          </Group>
        </Checkbox.Group>
        <TextInput
          label="Reason"
          description="It stands in the audit trail."
          maxLength={1000}
          {...form.field('note')}
        />
      </Form>
    </Section>
  );
}
