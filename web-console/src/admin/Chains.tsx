import { Switch, TextInput } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useMay } from '../account/me';
import { answer, api } from '../api/client';
import { useLoaded, usePages } from '../api/loadable';
import type { ChainDeposit, FollowedChain } from '../api/types';
import { useForm } from '../api/useForm';
import { useList } from '../api/useList';
import { exact } from '../base/format';
import { CHAIN_WORDS, COIN_ATTENTION_WORDS, COIN_STATUS_WORDS } from '../money/words';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable, RowButton, Table } from '../shell/Table';
import { Trouble } from '../shell/Trouble';

const readChains = async () => (await answer(api.GET('/v1/admin/crypto'))).items;

const CHAIN_COLUMNS: readonly Column<FollowedChain>[] = [
  {
    title: 'Chain',
    cell: ({ chain, network }) => `${CHAIN_WORDS[chain] ?? chain} (${network})`,
  },
  { title: 'Assets', lesser: true, cell: ({ assets }) => assets.join(', ') },
  {
    title: 'Read to',
    cell: ({ readBlock, nodeBlock }) => `${readBlock ?? '–'} of ${nodeBlock ?? '–'}`,
  },
  {
    title: 'Too small',
    lesser: true,
    cell: ({ dust }) => dust.map(({ amount, asset }) => `${amount} ${asset}`).join(', '),
  },
  { title: 'Trouble', cell: ({ trouble }) => trouble ?? 'none' },
];

const COLUMNS: readonly Column<ChainDeposit>[] = [
  { title: 'Amount', cell: ({ amount, asset }) => `${exact(amount)} ${asset}` },
  { title: 'Status', cell: ({ status }) => COIN_STATUS_WORDS[status] },
  { title: 'Account', lesser: true, cell: ({ account }) => account },
  { title: 'Seen', lesser: true, cell: ({ seenAt }) => <Moment at={seenAt} /> },
  { title: 'Look', cell: ({ attention }) => (attention ? COIN_ATTENTION_WORDS[attention] : '') },
];

/** The chains that are followed, and what clients paid in over them. */
export function Chains() {
  const chains = useList(readChains);
  const [onlyAttention, setOnlyAttention] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const read = useCallback(
    (cursor: string | null) =>
      answer(
        api.GET('/v1/admin/crypto-deposits', {
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
  const deposits = usePages(read);
  return (
    <>
      <Section title="Chains">
        <FetchedTable
          label="Chains"
          list={chains}
          columns={CHAIN_COLUMNS}
          keyOf={({ chain }) => chain}
          none="No chain is turned on."
        />
      </Section>
      <Section title="Deposits over chains" lead="The newest first.">
        <Switch
          label="Only those that somebody has to look at"
          checked={onlyAttention}
          onChange={(event) => setOnlyAttention(event.currentTarget.checked)}
          mb="sm"
        />
        <FetchedTable
          label="Deposits over chains"
          list={deposits}
          columns={COLUMNS}
          keyOf={({ id }) => id}
          none="None."
          actions={(one) => (
            <RowButton
              text="Show"
              label={`Show the deposit of ${one.amount} ${one.asset} by account ${one.account}`}
              busy={false}
              act={() => setShown(one.id)}
            />
          )}
        />
      </Section>
      {shown && <Detail key={shown} id={shown} changed={deposits.load} />}
    </>
  );
}

function Detail({ id, changed }: { id: string; changed: () => Promise<void> }) {
  const may = useMay();
  const read = useCallback(
    () => answer(api.GET('/v1/admin/crypto-deposits/{id}', { params: { path: { id } } })),
    [id],
  );
  const { value, problem, load } = useLoaded(read);
  const form = useForm(['note']);

  const resolve = async () => {
    await answer(
      api.POST('/v1/admin/crypto-deposits/{id}/resolution', {
        params: { path: { id } },
        body: { note: form.values.note },
      }),
    );
    form.clear();
    await Promise.all([load(), changed()]);
  };

  return (
    <Section title="One deposit">
      <Trouble problem={problem} retry={load} />
      {value && (
        <>
          <p role="status">
            {exact(value.deposit.amount)} {value.deposit.asset}:{' '}
            {COIN_STATUS_WORDS[value.deposit.status]}. Credited {exact(value.deposit.credited)},
            debited {exact(value.deposit.debited)}, owed {exact(value.deposit.owed)}.
          </p>
          <p>
            Transaction <code>{value.deposit.transaction}</code>, to{' '}
            <code>{value.deposit.address}</code>
          </p>
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
