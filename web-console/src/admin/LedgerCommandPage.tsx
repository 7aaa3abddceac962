import { NativeSelect, TextInput } from '@mantine/core';
import { useCallback, useState } from 'react';
import { ENTRY_TEXT } from '../account/entryWords';
import { me } from '../account/me';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { AdjustmentCategory, LedgerTransfer } from '../api/types';
import { useForm } from '../api/useForm';
import { exact } from '../base/format';
import { useStore } from '../base/store';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { Moment } from '../shell/Moment';
import { Table } from '../shell/Table';
import { Trouble } from '../shell/Trouble';
import { tellDoneOrWaiting } from './tellDoneOrWaiting';
import { spoken } from './words';

const CATEGORIES: AdjustmentCategory[] = [
  'CORRECTION',
  'CHARGEBACK',
  'RECONCILIATION',
  'WRITE_OFF',
  'PROVIDER_COST',
  'LEGAL_ORDER',
  'GOODWILL',
  'PROMOTION',
];

/** What one command booked, what took it back, and the taking back. */
export function LedgerCommandPage({ sequence }: { sequence: string }) {
  const read = useCallback(
    () =>
      answer(api.GET('/v1/admin/ledger/commands/{sequence}', { params: { path: { sequence } } })),
    [sequence],
  );
  const command = useLoaded(read);
  const may = useStore(me).value?.permissions.includes('MONEY_BOOK') ?? false;
  const { value } = command;
  const reversed = value?.followedBy.some(({ type }) => type === 'REVERSAL') ?? false;
  const reversible = value?.transfer && value.transfer.type !== 'REVERSAL' && !reversed;
  return (
    <>
      <Section title={`Command ${sequence}`} lead="What it booked sums to zero in each currency.">
        <Trouble problem={command.problem} retry={command.load} />
        {value?.transfer && <p>{textOf(value.transfer)}</p>}
        {value && (
          <Table
            label="Postings"
            rows={value.postings}
            keyOf={({ posting }) => posting.id}
            columns={[
              { title: 'Account', cell: ({ account }) => account },
              { title: 'What', cell: ({ posting }) => ENTRY_TEXT[posting.type] },
              { title: 'Part', cell: ({ posting }) => spoken(posting.bucket) },
              { title: 'Amount', cell: ({ posting }) => exact(posting.amount) },
              { title: 'Currency', cell: ({ currency }) => currency },
              { title: 'Then', cell: ({ posting }) => exact(posting.balanceAfter) },
              { title: 'Time', cell: ({ posting }) => <Moment at={posting.createdAt} /> },
            ]}
          />
        )}
        {value?.followedBy.map((other) => (
          <p key={other.sequence} role="status">
            Followed by command {other.sequence}: {textOf(other)}
          </p>
        ))}
      </Section>
      {may && reversible && <Reversal sequence={Number(sequence)} done={command.load} />}
    </>
  );
}

function textOf(transfer: LedgerTransfer): string {
  const reason = transfer.reason ? `, ${spoken(transfer.reason).toLowerCase()}` : '';
  return `${exact(transfer.amount)} ${transfer.currency} from account ${transfer.from} to account ${transfer.to}${reason}`;
}

function Reversal({ sequence, done }: { sequence: number; done: () => Promise<void> }) {
  const form = useForm(['note'], ['category']);
  const [category, setCategory] = useState<AdjustmentCategory>('CORRECTION');

  const reverse = async () => {
    const note = form.values.note.trim();
    const booked = await answer(
      api.POST('/v1/admin/ledger/reversals', {
        body: { sequence, category, ...(note ? { note } : {}) },
      }),
    );
    tellDoneOrWaiting(booked, 'It is taken back.');
    await done();
  };

  return (
    <Section
      title="Take it back"
      lead="As a whole, and once: the same amount goes back to where it came from, as far as it is available there."
    >
      <Form form={form} verb="Take it back" send={reverse}>
        <NativeSelect
          label="Why"
          required
          data={CATEGORIES.map((value) => ({ value, label: spoken(value) }))}
          value={category}
          onChange={(event) => setCategory(event.currentTarget.value as AdjustmentCategory)}
          error={form.errors.category}
        />
        <TextInput label="Note" maxLength={1000} {...form.field('note')} />
      </Form>
    </Section>
  );
}
