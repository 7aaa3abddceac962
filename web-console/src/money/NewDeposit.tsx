import { NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { DepositMethod } from '../api/types';
import { useForm } from '../api/useForm';
import { exact } from '../base/format';
import { navigate } from '../base/route';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { Trouble } from '../shell/Trouble';
import { METHOD_WORDS } from './words';

const readMethods = async () =>
  (await answer(api.GET('/v1/deposit-methods'))).items.filter((method) => method.open);

/** Asks a payment provider to take an amount. */
export function NewDeposit() {
  const methods = useLoaded(readMethods);
  return (
    <Section
      title="Pay in"
      lead="You pay at a payment provider. What arrives there is on your account a moment later."
    >
      <Trouble problem={methods.problem} retry={methods.load} />
      {!methods.value && !methods.problem && <Skeleton h={120} />}
      {methods.value?.length === 0 && (
        <p role="status">Nothing takes deposits here at the moment.</p>
      )}
      {methods.value && methods.value.length > 0 && <Ask methods={methods.value} />}
    </Section>
  );
}

function Ask({ methods }: { methods: readonly DepositMethod[] }) {
  const form = useForm(
    ['amount', 'payerAddress', 'payerPhone'],
    ['method', 'currency', 'connector'],
  );
  const [chosen, setChosen] = useState(0);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const way = methods[chosen] ?? methods[0];
  if (!way) {
    return null;
  }
  const isUpi = way.method === 'UPI' || way.method === 'UPI_COLLECT';

  const ask = async () => {
    const { amount, payerAddress, payerPhone } = form.values;
    const deposit = await answer(
      api.POST('/v1/deposits', {
        params: { header: { 'Idempotency-Key': key } },
        body: {
          method: way.method,
          connector: way.connector,
          currency: way.currency,
          amount: amount.trim(),
          ...(isUpi ? { payerPhone: payerPhone.replace(/\s/g, '') } : {}),
          ...(way.method === 'UPI_COLLECT' ? { payerAddress: payerAddress.trim() } : {}),
        },
      }),
    );
    setKey(crypto.randomUUID());
    navigate({ screen: 'DEPOSIT', deposit: deposit.id });
  };

  return (
    <Form form={form} verb="Continue" send={ask}>
      <NativeSelect
        label="Pay by"
        data={methods.map((method, index) => ({
          value: String(index),
          label: `${METHOD_WORDS[method.method]}, ${method.currency}`,
        }))}
        value={String(chosen)}
        onChange={(event) => setChosen(Number(event.currentTarget.value))}
        error={form.errors.method ?? form.errors.currency}
      />
      <TextInput
        label={`Amount in ${way.currency}`}
        description={`From ${exact(way.minimum)} to ${exact(way.maximum)}.`}
        inputMode="decimal"
        required
        maxLength={20}
        {...form.field('amount')}
      />
      {way.method === 'UPI_COLLECT' && (
        <TextInput
          label="Your UPI address"
          placeholder="name@bank"
          required
          maxLength={151}
          {...form.field('payerAddress')}
        />
      )}
      {isUpi && (
        <TextInput
          label="Your telephone"
          description="The provider asks for it."
          placeholder="+919876543210"
          type="tel"
          required
          maxLength={16}
          {...form.field('payerPhone')}
        />
      )}
    </Form>
  );
}
