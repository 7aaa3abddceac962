import { Button, Textarea, TextInput } from '@mantine/core';
import { answer, api } from '../api/client';
import type { Announcement } from '../api/types';
import { useForm } from '../api/useForm';
import { useList } from '../api/useList';
import { dateTime, timeOf } from '../base/format';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Form } from '../shell/Form';
import { Refusal, Trouble } from '../shell/Trouble';

const readAll = async () => (await answer(api.GET('/v1/admin/announcements'))).items;

const remove = ({ id }: Announcement) =>
  answer(api.DELETE('/v1/admin/announcements/{id}', { params: { path: { id } } }));

/** What the venue tells everyone. */
export function Announcements() {
  const announcements = useList(readAll);

  return (
    <>
      <New added={announcements.load} />
      <Trouble problem={announcements.problem} retry={announcements.load} />
      <Refusal text={announcements.refusal} />
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
            disabled={announcements.busy}
            onClick={() => void announcements.change(() => remove(one))}
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
  const form = useForm(['title', 'text', 'publishedAt', 'expiresAt']);

  const publish = async () => {
    const { title, text, publishedAt, expiresAt } = form.values;
    await answer(
      api.POST('/v1/admin/announcements', {
        body: {
          title,
          text,
          ...timeOf('publishedAt', publishedAt),
          ...timeOf('expiresAt', expiresAt),
        },
      }),
    );
    form.clear();
    await added();
  };

  return (
    <Section title="Tell everyone something">
      <Form form={form} verb="Publish" send={publish}>
        <TextInput label="Title" required maxLength={200} {...form.field('title')} />
        <Textarea
          label="Text"
          description="Plain text, shown as you write it."
          required
          maxLength={4000}
          rows={4}
          {...form.field('text')}
        />
        <TextInput
          label="Shown from"
          description="At once, when it is empty."
          type="datetime-local"
          {...form.field('publishedAt')}
        />
        <TextInput
          label="Shown until"
          description="Until it is taken away, when it is empty."
          type="datetime-local"
          {...form.field('expiresAt')}
        />
      </Form>
    </Section>
  );
}
