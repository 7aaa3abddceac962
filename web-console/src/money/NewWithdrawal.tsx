import { NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { Beneficiary, WithdrawalMethods } from '../api/types';
import { useForm } from '../api/useForm';
import { exact } from '../base/format';
import { addressOf, navigate } from '../base/route';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { Moment } from '../shell/Moment';
import { Trouble } from '../shell/Trouble';

async function read() {
  const [methods, book, settings] = await Promise.all([
    answer(api.GET('/v1/withdrawal-methods')),
    answer(api.GET('/v1/beneficiaries')),
    answer(api.GET('/v1/withdrawal-settings')),
  ]);
  return { methods, beneficiaries: book.items, settings };
}

/** Asks for a withdrawal, which goes nowhere before it is confirmed. */
export function NewWithdrawal() {
  const { value, problem, load } = useLoaded(read);
  const limits = value?.settings.limits;
  return (
    <Section
      title="Send money out"
      lead="To an entry of your address book. You confirm it with a second factor in the next step."
    >
      <Trouble problem={problem} retry={load} />
      {!value && !problem && <Skeleton h={160} />}
      {value?.settings.heldUntil && (
        <p role="status">
          Nothing goes out of your account until <Moment at={value.settings.heldUntil} />, because{' '}
          {value.settings.heldBecause}.
        </p>
      )}
      {limits?.left && (
        <p>
          Your level, {limits.level}, lets {exact(limits.left)} {limits.currency} go out now. For
          more, somebody of us looks at it first.
        </p>
      )}
      {value && value.beneficiaries.length === 0 && (
        <p role="status">
          Your <a href={addressOf({ screen: 'ADDRESS_BOOK' })}>address book</a> is empty. Add where
          your money goes first.
        </p>
      )}
      {value && value.beneficiaries.length > 0 && (
        <Ask methods={value.methods} beneficiaries={value.beneficiaries} />
      )}
    </Section>
  );
}

function Ask({
  methods,
  beneficiaries,
}: {
  methods: WithdrawalMethods;
  beneficiaries: readonly Beneficiary[];
}) {
  const form = useForm(['amount', 'purpose'], ['beneficiary', 'currency']);
  const [chosen, setChosen] = useState(beneficiaries[0]?.id ?? '');
  const [wanted, setWanted] = useState('');
  const [key, setKey] = useState(() => crypto.randomUUID());
  const beneficiary = beneficiaries.find(({ id }) => id === chosen) ?? beneficiaries[0];
  const ways = methods.items.filter(({ kind, open }) => kind === beneficiary?.kind && open);
  const way = ways.find(({ currency }) => currency === wanted) ?? ways[0];

  const ask = async () => {
    if (!beneficiary || !way) {
      return;
    }
    const { amount, purpose } = form.values;
    const withdrawal = await answer(
      api.POST('/v1/withdrawals', {
        params: { header: { 'Idempotency-Key': key } },
        body: {
          beneficiary: beneficiary.id,
          currency: way.currency,
          amount: amount.trim(),
          ...(purpose.trim() && { purpose: purpose.trim() }),
        },
      }),
    );
    setKey(crypto.randomUUID());
    navigate({ screen: 'WITHDRAW', withdrawal: withdrawal.id });
  };

  return (
    <Form form={form} verb="Continue" send={ask} disabled={!way}>
      <NativeSelect
        label="To"
        data={beneficiaries.map(({ id, label, name }) => ({
          value: id,
          label: label === name ? label : `${label} (${name})`,
        }))}
        value={beneficiary?.id ?? ''}
        onChange={(event) => setChosen(event.currentTarget.value)}
        error={form.errors.beneficiary}
      />
      {ways.length === 0 && <p role="status">Nothing goes there at the moment.</p>}
      {way && (
        <>
          <NativeSelect
            label="Currency"
            data={ways.map(({ currency }) => currency)}
            value={way.currency}
            onChange={(event) => setWanted(event.currentTarget.value)}
            error={form.errors.currency}
          />
          <TextInput
            label={`Amount in ${way.currency}`}
            description={`At least ${exact(way.minimum)}. The fee, about ${exact(way.fee)}, is taken beside it.`}
            inputMode="decimal"
            required
            maxLength={40}
            {...form.field('amount')}
          />
          <TextInput
            label="What it is for"
            description="Kept with the transfer, where the law asks for it."
            maxLength={140}
            {...form.field('purpose')}
          />
        </>
      )}
    </Form>
  );
}
