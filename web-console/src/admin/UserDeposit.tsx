import { useMay } from '../account/me';
import { answer, api } from '../api/client';
import { useForm } from '../api/useForm';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { bookedText, PAYMENT_FIELDS, PaymentInputs, paymentOf } from './PaymentInputs';
import { tellDoneOrWaiting } from './tellDoneOrWaiting';
import type { AboutUser } from './UserPage';

/** Books money that came in from outside, for who may. */
export function UserDeposit({ profile: { user }, own, changed }: AboutUser) {
  const form = useForm(PAYMENT_FIELDS);
  const may = useMay();
  if (!may('MONEY_BOOK') || own) {
    return null;
  }

  const book = async () => {
    const payment = paymentOf(form.values);
    const booked = await answer(
      api.POST('/v1/admin/deposits', { body: { account: user.account, ...payment } }),
    );
    tellDoneOrWaiting(booked, bookedText(booked, payment));
    form.clear();
    await changed();
  };

  return (
    <Section title="Deposit" lead="Money that came in from outside. A reference books once.">
      <Form form={form} verb="Book the deposit" send={book}>
        <PaymentInputs form={form} reference="Of the payment, as the bank tells it." />
      </Form>
    </Section>
  );
}
