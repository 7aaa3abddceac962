import { Button, Group, Skeleton, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import { useSubmit } from '../api/useSubmit';
import { dateTime } from '../base/format';
import { Section } from '../shell/Area';
import { Refusal, Trouble } from '../shell/Trouble';

const read = () => answer(api.GET('/v1/admin/maintenance'));

/** Turns everything off but the back office, and on again. */
export function MaintenanceSwitch() {
  const maintenance = useLoaded(read);
  const { messages, busy, submit } = useSubmit(['message', 'endsAt']);
  const [message, setMessage] = useState('');
  const [until, setUntil] = useState('');
  const now = maintenance.value;

  const turn = (on: boolean) =>
    submit(async () => {
      await answer(
        api.POST('/v1/admin/maintenance', {
          body: {
            on,
            ...(on && message ? { message } : {}),
            ...(on && until ? { endsAt: new Date(until).toISOString() } : {}),
          },
        }),
      );
      await maintenance.load();
    });

  const begin = (event: FormEvent) => {
    event.preventDefault();
    void turn(true);
  };

  return (
    <Section
      title="Maintenance"
      lead="Clients are told to come back later, and streams are closed. The back office and the command line go on."
    >
      <Trouble problem={maintenance.problem} retry={maintenance.load} />
      <Refusal text={messages.form} />
      {!now && !maintenance.problem && <Skeleton h={60} />}
      {now?.on && (
        <>
          <p role="status">
            On since {dateTime(now.since ?? '')}: {now.message}
            {now.endsAt && ` It is expected to end at ${dateTime(now.endsAt)}.`}
          </p>
          <Button size="xs" loading={busy} onClick={() => void turn(false)}>
            End the maintenance
          </Button>
        </>
      )}
      {now && !now.on && (
        <form onSubmit={begin}>
          <Stack gap="sm" maw={560}>
            <p role="status">Off.</p>
            <TextInput
              label="What clients are told"
              placeholder="This exchange is under maintenance."
              maxLength={500}
              value={message}
              onChange={(event) => setMessage(event.currentTarget.value)}
              error={messages.fields.message}
            />
            <TextInput
              label="Expected end"
              type="datetime-local"
              value={until}
              onChange={(event) => setUntil(event.currentTarget.value)}
              error={messages.fields.endsAt}
            />
            <Group>
              <Button type="submit" variant="default" size="xs" loading={busy}>
                Begin a maintenance
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Section>
  );
}
