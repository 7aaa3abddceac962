import { TextInput } from '@mantine/core';
import { useMay } from '../account/me';
import { answer, api } from '../api/client';
import { useForm } from '../api/useForm';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { tellDoneOrWaiting } from './tellDoneOrWaiting';
import type { AboutUser } from './UserPage';

/** Books money that came in from outside, for who may. */
export function UserDeposit({ profile: { user }, own, changed }: AboutUser) {
  const form = useForm(['currency', 'amount', 'reference', 'note']);
  const may = useMay();
  if (!may('MONEY_BOOK') || own) {
    return null;
  }

  const book = async () => {
    const { currency, amount, reference, note } = form.values;
    const booked = await answer(
      api.POST('/v1/admin/deposits', {
        body: {
          account: user.account,
          currency: currency.trim().toUpperCase(),
          amount: amount.trim(),
          reference: reference.trim(),
          note: note.trim(),
        },
      }),
    );
    tellDoneOrWaiting(
      booked,
      'replayed' in booked && booked.replayed
        ? `${reference} was booked before, and is not booked again.`
        : `${amount} ${currency} is booked.`,
    );
    form.clear();
    await changed();
  };

  return (
    <Section title="Deposit" lead="Money that came in from outside. A reference books once.">
      <Form form={form} verb="Book the deposit" send={book}>
        <TextInput
          label="Currency"
          placeholder="USD"
          required
          maxLength={20}
          {...form.field('currency')}
        />
        <TextInput
          label="Amount"
          inputMode="decimal"
          required
          maxLength={40}
          {...form.field('amount')}
        />
        <TextInput
          label="Reference"
          description="Of the payment, as the bank tells it."
          required
          maxLength={100}
          {...form.field('reference')}
        />
        <TextInput
          label="Note"
          description="It stands in the audit trail."
          maxLength={1000}
          {...form.field('note')}
        />
      </Form>
    </Section>
  );
}
