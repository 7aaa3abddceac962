import { Checkbox, Group, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../account/me';
import { answer, api } from '../api/client';
import type { AccountBlock, SuspensionReason, UserProfile } from '../api/types';
import { useForm } from '../api/useForm';
import { exact } from '../base/format';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Form } from '../shell/Form';
import { type Column, Table } from '../shell/Table';
import type { AboutUser } from './UserPage';
import { ACCOUNT_STATE_TEXT, BLOCK_TEXT, choices, SUSPENSION_REASON_TEXT } from './words';

type Account = NonNullable<UserProfile['account']>;
type Balance = Account['balances'][number];

const BALANCES: readonly Column<Balance>[] = [
  { title: 'Currency', cell: ({ currency }) => currency },
  { title: 'Balance', cell: ({ balance }) => exact(balance) },
  { title: 'Available', cell: ({ available }) => exact(available) },
  { title: 'Reserved', lesser: true, cell: ({ reserved }) => exact(reserved) },
];

const { NONE: _, ...REASONS } = SUSPENSION_REASON_TEXT;

/** What the user has on the exchange, and may do with it. */
export function UserAccount({ account, ...about }: AboutUser & { account: Account }) {
  const may = useMay();
  return (
    <>
      <Section title={`Account ${about.profile.user.account}`}>
        <dl className={area.facts}>
          <dt>State</dt>
          <dd>{ACCOUNT_STATE_TEXT[account.state]}</dd>
          <dt>Blocked</dt>
          <dd>{account.blocks.map((block) => BLOCK_TEXT[block]).join(', ') || 'Nothing'}</dd>
          {account.blocks.length > 0 && (
            <>
              <dt>Why</dt>
              <dd>{SUSPENSION_REASON_TEXT[account.reason]}</dd>
            </>
          )}
          <dt>Fees</dt>
          <dd>{account.feeExempt ? 'Exempt' : 'As its group'}</dd>
        </dl>
        {account.balances.length > 0 ? (
          <Table
            label="Balances"
            rows={account.balances}
            columns={BALANCES}
            keyOf={({ currency }) => currency}
          />
        ) : (
          <p>It holds nothing.</p>
        )}
      </Section>
      {may('ACCOUNTS_BLOCK') && !about.own && <Blocks account={account} {...about} />}
    </>
  );
}

function Blocks({ account, profile, changed }: AboutUser & { account: Account }) {
  const [blocks, setBlocks] = useState<readonly AccountBlock[]>(account.blocks);
  const [reason, setReason] = useState<SuspensionReason | ''>('');
  const form = useForm(['note'], ['blocks', 'reason']);

  const set = async () => {
    await answer(
      api.POST('/v1/admin/accounts/{account}/blocks', {
        params: { path: { account: profile.user.account } },
        body: {
          blocks: [...blocks],
          reason: blocks.length > 0 && reason ? reason : 'NONE',
          note: form.values.note.trim(),
        },
      }),
    );
    form.clear();
    await changed();
  };

  return (
    <Section title="Blocks" lead="Money that comes in is booked whatever is blocked.">
      <Form
        form={form}
        verb="Set the blocks"
        send={set}
        disabled={blocks.length === 0 && account.blocks.length === 0}
      >
        <Checkbox.Group
          label="What is blocked"
          value={[...blocks]}
          onChange={(value) => setBlocks(value as AccountBlock[])}
          error={form.errors.blocks}
        >
          <Group gap="md" my="xs">
            {Object.entries(BLOCK_TEXT).map(([block, text]) => (
              <Checkbox key={block} value={block} label={text} />
            ))}
          </Group>
        </Checkbox.Group>
        {blocks.length > 0 && (
          <NativeSelect
            label="Why"
            required
            data={choices(REASONS, 'Choose')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value as SuspensionReason | '')}
            error={form.errors.reason}
          />
        )}
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
