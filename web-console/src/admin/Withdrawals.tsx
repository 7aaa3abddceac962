import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useMay } from '../account/me';
import { answer, api } from '../api/client';
import { usePages } from '../api/loadable';
import type { ListedWithdrawal, WithdrawalSwitch } from '../api/types';
import { useForm } from '../api/useForm';
import { useList } from '../api/useList';
import { exact } from '../base/format';
import { addressOf } from '../base/route';
import { WITHDRAWAL_WORDS } from '../money/words';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable, RowButton } from '../shell/Table';

const COLUMNS: readonly Column<ListedWithdrawal>[] = [
  {
    title: 'Amount',
    cell: ({ id, amount, currency }) => (
      <a href={addressOf({ screen: 'ADMIN_WITHDRAWAL', withdrawal: id })}>
        {exact(amount)} {currency}
      </a>
    ),
  },
  { title: 'Status', cell: ({ status }) => WITHDRAWAL_WORDS[status] },
  { title: 'By', lesser: true, cell: ({ rail }) => rail },
  { title: 'Account', lesser: true, cell: ({ account }) => account },
  { title: 'Asked for', lesser: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
  {
    title: 'Look',
    cell: ({ attention, reasons }) => attention ?? reasons.join(' '),
  },
];

/** What clients send out, and what sends nothing. */
export function Withdrawals() {
  const may = useMay();
  const [onlyWaiting, setOnlyWaiting] = useState(true);
  const read = useCallback(
    (cursor: string | null) =>
      answer(
        api.GET('/v1/admin/withdrawals', {
          params: {
            query: {
              limit: 50,
              ...(onlyWaiting && { attention: true }),
              ...(cursor && { cursor }),
            },
          },
        }),
      ),
    [onlyWaiting],
  );
  const withdrawals = usePages(read);
  return (
    <>
      <Section title="Withdrawals" lead="The newest first.">
        <Switch
          label="Only those that wait for one of us"
          checked={onlyWaiting}
          onChange={(event) => setOnlyWaiting(event.currentTarget.checked)}
          mb="sm"
        />
        <FetchedTable
          label="Withdrawals"
          list={withdrawals}
          columns={COLUMNS}
          keyOf={({ id }) => id}
        />
      </Section>
      {may('PAYMENTS_PAUSE') && <Switches />}
    </>
  );
}

const readSwitches = async () => (await answer(api.GET('/v1/admin/withdrawal-switches'))).items;
const readRails = async () => {
  const { items } = await answer(api.GET('/v1/withdrawal-methods'));
  return [...new Set(items.map(({ rail }) => rail))];
};

const SWITCH_COLUMNS: readonly Column<WithdrawalSwitch>[] = [
  {
    title: 'What',
    cell: ({ rail, currency }) =>
      `${rail === '*' ? 'Every rail' : rail}, ${currency === '*' ? 'every currency' : currency}`,
  },
  { title: 'Why', cell: ({ note }) => note },
  { title: 'Since', lesser: true, cell: ({ at }) => <Moment at={at} /> },
];

function Switches() {
  const switches = useList(readSwitches);
  const rails = useList(readRails);
  const form = useForm(['currency', 'note'], ['rail']);
  const [rail, setRail] = useState('*');

  const set = (body: { rail: string; currency: string; paused: boolean; note: string }) =>
    answer(api.POST('/v1/admin/withdrawal-switches', { body }));

  const pause = async () => {
    const { currency, note } = form.values;
    await set({ rail, currency: currency.trim().toUpperCase() || '*', paused: true, note });
    form.clear();
    await switches.load();
  };

  return (
    <Section
      title="Paused withdrawals"
      lead="What is paused sends nothing. What was sent is booked all the same."
    >
      <FetchedTable
        label="What is paused"
        list={switches}
        columns={SWITCH_COLUMNS}
        keyOf={({ rail: one, currency }) => `${one}/${currency}`}
        none="Nothing is paused."
        actions={(one) => (
          <RowButton
            text="Resume"
            label={`Resume ${one.rail} ${one.currency}`}
            busy={switches.busy}
            act={() =>
              switches.change(() =>
                set({ rail: one.rail, currency: one.currency, paused: false, note: 'resumed' }),
              )
            }
          />
        )}
      />
      <Form form={form} verb="Pause" send={pause}>
        <NativeSelect
          label="Rail"
          data={[
            { value: '*', label: 'Every rail' },
            ...(rails.value ?? []).map((name) => ({ value: name, label: name })),
          ]}
          value={rail}
          onChange={(event) => setRail(event.currentTarget.value)}
          error={form.errors.rail}
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
