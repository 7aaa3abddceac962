import { Button, Group, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useMay } from '../account/me';
import { answer, api } from '../api/client';
import { useLoaded, usePages } from '../api/loadable';
import type { Payment, PaymentSwitch } from '../api/types';
import { useForm } from '../api/useForm';
import { useList } from '../api/useList';
import { exact } from '../base/format';
import { ATTENTION_WORDS, METHOD_WORDS, STATUS_WORDS } from '../money/words';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable, RowButton, Table } from '../shell/Table';
import { Trouble } from '../shell/Trouble';

const COLUMNS: readonly Column<Payment>[] = [
  { title: 'Amount', cell: ({ amount, currency }) => `${exact(amount)} ${currency}` },
  { title: 'Status', cell: ({ status }) => STATUS_WORDS[status] },
  {
    title: 'By',
    lesser: true,
    cell: ({ method, connector }) => `${METHOD_WORDS[method]} (${connector})`,
  },
  { title: 'Account', lesser: true, cell: ({ account }) => account },
  { title: 'Opened', lesser: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
  { title: 'Look', cell: ({ attention }) => (attention ? ATTENTION_WORDS[attention] : '') },
];

/** What clients paid in, and what takes no new deposits. */
export function Payments() {
  const may = useMay();
  const [onlyAttention, setOnlyAttention] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const read = useCallback(
    (cursor: string | null) =>
      answer(
        api.GET('/v1/admin/payments', {
          params: {
            query: {
              limit: 50,
              ...(onlyAttention && { attention: true }),
              ...(cursor && { cursor }),
            },
          },
        }),
      ),
    [onlyAttention],
  );
  const payments = usePages(read);
  return (
    <>
      {may('PAYMENTS_PAUSE') && <Switches />}
      <Section title="Payments" lead="The newest first.">
        <Switch
          label="Only those that somebody has to look at"
          checked={onlyAttention}
          onChange={(event) => setOnlyAttention(event.currentTarget.checked)}
          mb="sm"
        />
        <FetchedTable
          label="Payments"
          list={payments}
          columns={COLUMNS}
          keyOf={({ id }) => id}
          actions={(one) => (
            <RowButton
              text="Show"
              label={`Show the payment of ${one.amount} ${one.currency} by account ${one.account}`}
              busy={false}
              act={() => setShown(one.id)}
            />
          )}
        />
      </Section>
      {shown && <Detail key={shown} id={shown} changed={payments.load} />}
    </>
  );
}

function Detail({ id, changed }: { id: string; changed: () => Promise<void> }) {
  const may = useMay();
  const read = useCallback(
    () => answer(api.GET('/v1/admin/payments/{id}', { params: { path: { id } } })),
    [id],
  );
  const { value, problem, load } = useLoaded(read);
  const form = useForm(['note']);

  const resolve = async () => {
    await answer(
      api.POST('/v1/admin/payments/{id}/resolution', {
        params: { path: { id } },
        body: { note: form.values.note },
      }),
    );
    form.clear();
    await Promise.all([load(), changed()]);
  };

  const look = async () => {
    await answer(api.POST('/v1/admin/payments/{id}/look', { params: { path: { id } } }));
    await load();
  };

  return (
    <Section title="One payment">
      <Trouble problem={problem} retry={load} />
      {value && (
        <>
          <p role="status">
            {exact(value.deposit.amount)} {value.deposit.currency}:{' '}
            {STATUS_WORDS[value.deposit.status]}. Credited {exact(value.deposit.credited)}, debited{' '}
            {exact(value.deposit.debited)}, owed {exact(value.deposit.owed)}.
          </p>
          {value.payment && <p>Payment {value.payment}</p>}
          {value.movements.length > 0 && (
            <Table
              label="What it moved"
              rows={value.movements}
              keyOf={(one) => one.id}
              columns={[
                { title: 'Why', cell: (one) => one.kind },
                { title: 'Amount', cell: (one) => exact(one.amount) },
                { title: 'Status', cell: (one) => one.refusal ?? one.status },
                { title: 'Reference', cell: (one) => one.reference },
              ]}
            />
          )}
          {value.refunds.length > 0 && (
            <Table
              label="What was refunded"
              rows={value.refunds}
              keyOf={(one) => one.id}
              columns={[
                { title: 'Refund', cell: (one) => exact(one.amount) },
                { title: 'Status', cell: (one) => one.failure ?? one.status },
                { title: 'Why', cell: (one) => one.note },
              ]}
            />
          )}
          {value.events.length > 0 && (
            <Table
              label="What the provider told"
              rows={value.events}
              keyOf={(one) => one.id}
              columns={[
                { title: 'Told', cell: (one) => one.type },
                { title: 'At', cell: (one) => <Moment at={one.receivedAt} /> },
              ]}
            />
          )}
          <Group my="sm">
            <Button size="xs" variant="default" onClick={() => void look()}>
              Ask the provider now
            </Button>
          </Group>
          {value.deposit.status === 'CREDITED' && may('MONEY_BOOK') && (
            <Refund id={id} currency={value.deposit.currency} changed={load} />
          )}
          {value.deposit.attention && may('MONEY_BOOK') && (
            <Form form={form} verb="It is dealt with" send={resolve}>
              <TextInput
                label="What was done"
                description="For the audit trail."
                required
                maxLength={1000}
                {...form.field('note')}
              />
            </Form>
          )}
        </>
      )}
    </Section>
  );
}

function Refund({
  id,
  currency,
  changed,
}: {
  id: string;
  currency: string;
  changed: () => Promise<void>;
}) {
  const form = useForm(['amount', 'note']);
  const [key, setKey] = useState(() => crypto.randomUUID());

  const refund = async () => {
    const { amount, note } = form.values;
    await answer(
      api.POST('/v1/admin/payments/{id}/refund', {
        params: { path: { id }, header: { 'Idempotency-Key': key } },
        body: { amount: amount.trim(), note },
      }),
    );
    setKey(crypto.randomUUID());
    form.clear();
    await changed();
  };

  return (
    <Form form={form} verb="Refund" send={refund}>
      <TextInput
        label={`Refund in ${currency}`}
        description="The account is debited before it goes out."
        inputMode="decimal"
        required
        maxLength={20}
        {...form.field('amount')}
      />
      <TextInput
        label="Why it is refunded"
        description="For the audit trail."
        required
        maxLength={1000}
        {...form.field('note')}
      />
    </Form>
  );
}

const readSwitches = async () => (await answer(api.GET('/v1/admin/payment-switches'))).items;

const SWITCH_COLUMNS: readonly Column<PaymentSwitch>[] = [
  {
    title: 'What',
    cell: ({ connector, currency }) =>
      `${connector === '*' ? 'Every connector' : connector}, ${currency === '*' ? 'every currency' : currency}`,
  },
  { title: 'Why', cell: ({ note }) => note },
  { title: 'Since', lesser: true, cell: ({ at }) => <Moment at={at} /> },
];

const CONNECTORS = [
  { value: '*', label: 'Every connector' },
  { value: 'stripe', label: 'Stripe' },
  { value: 'razorpay', label: 'Razorpay' },
  { value: 'upi', label: 'UPI, own address' },
];

function Switches() {
  const switches = useList(readSwitches);
  const form = useForm(['currency', 'note'], ['connector']);
  const [connector, setConnector] = useState('*');

  const set = (body: { connector: string; currency: string; paused: boolean; note: string }) =>
    answer(api.POST('/v1/admin/payment-switches', { body }));

  const pause = async () => {
    const { currency, note } = form.values;
    await set({
      connector,
      currency: currency.trim().toUpperCase() || '*',
      paused: true,
      note,
    });
    form.clear();
    await switches.load();
  };

  return (
    <Section
      title="Paused deposits"
      lead="What is paused takes no new deposits. What was paid is credited all the same."
    >
      <FetchedTable
        label="What is paused"
        list={switches}
        columns={SWITCH_COLUMNS}
        keyOf={({ connector, currency }) => `${connector}/${currency}`}
        none="Nothing is paused."
        actions={(one) => (
          <RowButton
            text="Resume"
            label={`Resume ${one.connector} ${one.currency}`}
            busy={switches.busy}
            act={() =>
              switches.change(() =>
                set({
                  connector: one.connector,
                  currency: one.currency,
                  paused: false,
                  note: 'resumed',
                }),
              )
            }
          />
        )}
      />
      <Form form={form} verb="Pause" send={pause}>
        <NativeSelect
          label="Connector"
          data={CONNECTORS}
          value={connector}
          onChange={(event) => setConnector(event.currentTarget.value)}
          error={form.errors.connector}
        />
        <TextInput
          label="Currency"
          description="Every one, when it is empty."
          placeholder="USD"
          maxLength={12}
          {...form.field('currency')}
        />
        <TextInput
          label="Why"
          description="For the audit trail."
          required
          maxLength={1000}
          {...form.field('note')}
        />
      </Form>
    </Section>
  );
}
