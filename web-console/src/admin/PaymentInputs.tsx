import { TextInput } from '@mantine/core';
import type { useForm } from '../api/useForm';

/** The fields of what books money, as requests call them. */
export const PAYMENT_FIELDS = ['currency', 'amount', 'reference', 'note'] as const;

type PaymentForm = Pick<ReturnType<typeof useForm<(typeof PAYMENT_FIELDS)[number]>>, 'field'>;

/** Inputs for how much, and what it is known by. */
export function PaymentInputs({ form, reference }: { form: PaymentForm; reference: string }) {
  return (
    <>
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
        description={reference}
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
    </>
  );
}

/** What was typed there, as a request says it. */
export function paymentOf(values: Record<(typeof PAYMENT_FIELDS)[number], string>) {
  return {
    currency: values.currency.trim().toUpperCase(),
    amount: values.amount.trim(),
    reference: values.reference.trim(),
    note: values.note.trim(),
  };
}

/** What came of it: a reference books once. */
export function bookedText(
  booked: object,
  { currency, amount, reference }: ReturnType<typeof paymentOf>,
): string {
  return 'replayed' in booked && booked.replayed
    ? `${reference} was booked before, and is not booked again.`
    : `${amount} ${currency} is booked.`;
}
