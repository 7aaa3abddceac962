import { Button, Stack, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import { asProblem, describe } from '../api/problem';
import type { Announcement } from '../api/types';
import { useSubmit } from '../api/useSubmit';
import { dateTime } from '../base/format';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Refusal, Trouble } from '../shell/Trouble';

const FIELDS = ['title', 'text', 'publishedAt', 'expiresAt'];

const readAll = async () => (await answer(api.GET('/v1/admin/announcements'))).items;

/** What the venue tells everyone. */
export function Announcements() {
  const announcements = useLoaded(readAll);

  const remove = async ({ id }: Announcement) => {
    try {
      await answer(api.DELETE('/v1/admin/announcements/{id}', { params: { path: { id } } }));
    } catch (error) {
      notifications.show({ color: 'red', message: describe(asProblem(error)) });
    }
    await announcements.load();
  };

  return (
    <>
      <New added={announcements.load} />
      <Trouble problem={announcements.problem} retry={announcements.load} />
      {announcements.value?.map((one) => (
        <Section key={one.id} title={one.title}>
          <p className={area.verbatim}>{one.text}</p>
          <p className="muted">
            From {dateTime(one.publishedAt)}
            {one.expiresAt && ` until ${dateTime(one.expiresAt)}`}
          </p>
          <Button
            size="xs"
            variant="default"
            onClick={() => void remove(one)}
            aria-label={`Take away: ${one.title}`}
          >
            Take away
          </Button>
        </Section>
      ))}
    </>
  );
}

function New({ added }: { added: () => Promise<void> }) {
  const { messages, busy, submit } = useSubmit(FIELDS);
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');

  const publish = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      await answer(
        api.POST('/v1/admin/announcements', {
          body: {
            title,
            text,
            ...(from ? { publishedAt: new Date(from).toISOString() } : {}),
            ...(until ? { expiresAt: new Date(until).toISOString() } : {}),
          },
        }),
      );
      setTitle('');
      setText('');
      setFrom('');
      setUntil('');
      await added();
    });
  };

  return (
    <Section title="Tell everyone something">
      <form onSubmit={publish}>
        <Stack gap="sm" maw={560}>
          <Refusal text={messages.form} />
          <TextInput
            label="Title"
            required
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
            error={messages.fields.title}
          />
          <Textarea
            label="Text"
            description="Plain text, shown as you write it."
            required
            maxLength={4000}
            rows={4}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={messages.fields.text}
          />
          <TextInput
            label="Shown from"
            description="At once, when it is empty."
            type="datetime-local"
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
            error={messages.fields.publishedAt}
          />
          <TextInput
            label="Shown until"
            description="Until it is taken away, when it is empty."
            type="datetime-local"
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
            error={messages.fields.expiresAt}
          />
          <Button type="submit" loading={busy} w="fit-content">
            Publish
          </Button>
        </Stack>
      </form>
    </Section>
  );
}
