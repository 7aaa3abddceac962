import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../api/client';
import type { JournalReason } from '../api/types';
import { useForm } from '../api/useForm';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { bookedText, PAYMENT_FIELDS, PaymentInputs, paymentOf } from './PaymentInputs';
import { tellDoneOrWaiting } from './tellDoneOrWaiting';
import { JOURNAL_REASON_TEXT } from './words';

const REASONS = Object.entries(JOURNAL_REASON_TEXT).map(([value, label]) => ({ value, label }));

/** Moves money from one account to another, of clients or of the firm. */
export function Journals() {
  const form = useForm(['from', 'to', ...PAYMENT_FIELDS], ['reason']);
  const [reason, setReason] = useState<JournalReason | ''>('');

  const book = async () => {
    if (reason === '') {
      return;
    }
    const payment = paymentOf(form.values);
    const { from, to } = form.values;
    const booked = await answer(
      api.POST('/v1/admin/journals', {
        body: { from: from.trim(), to: to.trim(), reason, ...payment },
      }),
    );
    tellDoneOrWaiting(booked, bookedText(booked, payment));
    form.clear();
    setReason('');
  };

  return (
    <Section
      title="Journal"
      lead="Money goes from one account to another at once, as far as the first has it free. A reference books once; what was booked wrongly is booked back by another one."
    >
      <Form form={form} verb="Book the journal" send={book}>
        <TextInput
          label="From"
          description="The number of an account, or its user's address."
          required
          maxLength={254}
          {...form.field('from')}
        />
        <TextInput label="To" required maxLength={254} {...form.field('to')} />
        <NativeSelect
          label="Why"
          required
          data={[{ value: '', label: 'Choose' }, ...REASONS]}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value as JournalReason | '')}
          error={form.errors.reason}
        />
        <PaymentInputs form={form} reference="A name of your own for this journal." />
      </Form>
    </Section>
  );
}
