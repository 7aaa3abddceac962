import { Textarea } from '@mantine/core';
import { useMay } from '../account/me';
import { answer, api } from '../api/client';
import { useForm } from '../api/useForm';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { Moment } from '../shell/Moment';
import { Table } from '../shell/Table';
import type { AboutCase } from './KycCasePage';
import { Named } from './Named';

/** What reviewers tell each other. The client does not see it. */
export function KycNotes({ reviewed: { kycCase, notes }, changed }: AboutCase) {
  const form = useForm(['text']);
  const mayReview = useMay()('KYC_REVIEW');

  const add = async () => {
    await answer(
      api.POST('/v1/admin/kyc/cases/{id}/notes', {
        params: { path: { id: kycCase.id } },
        body: { text: form.values.text },
      }),
    );
    form.clear();
    await changed();
  };

  return (
    <Section title="Notes" lead="For other reviewers. The client does not see them.">
      {notes.length > 0 && (
        <Table
          label="Notes of reviewers"
          rows={notes}
          columns={[
            { title: 'When', cell: ({ at }) => <Moment at={at} /> },
            { title: 'By', cell: ({ author }) => <Named name={author} /> },
            { title: 'Note', cell: ({ text }) => text },
          ]}
          keyOf={({ at, author }) => `${at} ${author}`}
        />
      )}
      {mayReview && (
        <Form form={form} verb="Add" send={add} disabled={!form.values.text.trim()}>
          <Textarea label="New note" rows={2} maxLength={1000} {...form.field('text')} />
        </Form>
      )}
    </Section>
  );
}
