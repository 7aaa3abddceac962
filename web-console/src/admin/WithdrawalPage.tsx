import { Button, Group, Skeleton, TextInput } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useMay } from '../account/me';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { StaffWithdrawal } from '../api/types';
import { useForm } from '../api/useForm';
import { exact } from '../base/format';
import { addressOf } from '../base/route';
import { Destination } from '../money/Destination';
import { isUnsent, WITHDRAWAL_WORDS } from '../money/words';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { Moment } from '../shell/Moment';
import { Table } from '../shell/Table';
import { Trouble } from '../shell/Trouble';
import { type ActWithNote, NoteDialog } from './NoteDialog';

/** One withdrawal for the staff, with what can be decided about it. */
export function WithdrawalPage({ id }: { id: string }) {
  const read = useCallback(
    () => answer(api.GET('/v1/admin/withdrawals/{id}', { params: { path: { id } } })),
    [id],
  );
  const { value, problem, load } = useLoaded(read);
  return (
    <>
      <Trouble problem={problem} retry={load} />
      {!value && !problem && <Skeleton h={200} />}
      {value && (
        <>
          <What found={value} />
          <Decide found={value} load={load} />
          <Bank found={value} load={load} />
          <Past found={value} />
        </>
      )}
      <p>
        <a href={addressOf({ screen: 'ADMIN', section: 'WITHDRAWALS' })}>All withdrawals</a>
      </p>
    </>
  );
}

function What({ found }: { found: StaffWithdrawal }) {
  const { withdrawal, destination, originator, rate, asConfirmed, approvals, contentHash } = found;
  return (
    <Section title={`${exact(withdrawal.amount)} ${withdrawal.currency}`}>
      <p role="status">{WITHDRAWAL_WORDS[withdrawal.status]}</p>
      {withdrawal.attention && <p role="alert">{withdrawal.attention}</p>}
      {withdrawal.reasons.map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
      <Destination destination={destination} />
      <p>
        From {originator.name}, account {originator.account}
        {originator.purpose && `, for: ${originator.purpose}`}. Fee {exact(withdrawal.fee)}, by{' '}
        {withdrawal.rail}.
      </p>
      {rate && withdrawal.counted && (
        <p>
          Counts as {exact(withdrawal.counted)} {withdrawal.countedCurrency}, by {rate.source} as of{' '}
          <Moment at={rate.at} />.
        </p>
      )}
      {!asConfirmed && <p>The client has not confirmed exactly this.</p>}
      {withdrawal.approvalsNeeded > 0 && (
        <p>
          {approvals.filter(({ counts }) => counts).length} of {withdrawal.approvalsNeeded}{' '}
          approvals. Content {contentHash.slice(0, 16)}.
        </p>
      )}
      {approvals.map(({ approver, at, note, counts }) => (
        <p key={at}>
          {counts ? 'Approved' : 'Approved something else'} by {approver}: {note}
        </p>
      ))}
    </Section>
  );
}

interface Deciding {
  found: StaffWithdrawal;
  load: () => Promise<void>;
}

function Decide({ found, load }: Deciding) {
  const may = useMay();
  const [act, setAct] = useState<ActWithNote | null>(null);
  const { id, status } = found.withdrawal;
  const path = { params: { path: { id } } };
  const waits = status === 'IN_REVIEW' || status === 'AWAITING_APPROVAL';
  const mayDecide = may('WITHDRAWALS_DECIDE');
  const isStuck = status === 'ERRORED' && may('MONEY_BOOK');

  const after = (work: Promise<unknown>) => work.then(load);

  const approve: ActWithNote = {
    title: 'Approve this withdrawal',
    effect: 'It goes as shown here. When anything of it changes, this approval is void.',
    verb: 'Approve',
    noteRequired: true,
    perform: (note) =>
      after(
        answer(
          api.POST('/v1/admin/withdrawals/{id}/approval', {
            ...path,
            body: { contentHash: found.contentHash, note },
          }),
        ),
      ),
  };
  const refuse: ActWithNote = {
    title: 'Refuse this withdrawal',
    effect: 'It does not go, and the client has the funds again.',
    verb: 'Refuse',
    noteRequired: true,
    readBy: 'The client',
    perform: (reason) =>
      after(answer(api.POST('/v1/admin/withdrawals/{id}/refusal', { ...path, body: { reason } }))),
  };
  const retry: ActWithNote = {
    title: 'Try it again',
    effect: 'Its rail is asked first whether it has it.',
    verb: 'Try again',
    noteRequired: true,
    perform: (note) =>
      after(answer(api.POST('/v1/admin/withdrawals/{id}/retry', { ...path, body: { note } }))),
  };
  const skip: ActWithNote = {
    title: 'Give it up',
    effect: 'Unless its rail has it after all, the client has the funds again.',
    verb: 'Give it up',
    noteRequired: true,
    readBy: 'The client',
    perform: (reason) =>
      after(answer(api.POST('/v1/admin/withdrawals/{id}/skip', { ...path, body: { reason } }))),
  };

  const offered = [
    ...(waits && mayDecide ? [approve] : []),
    ...(isUnsent(status) && mayDecide ? [refuse] : []),
    ...(isStuck ? [retry, skip] : []),
  ];
  if (offered.length === 0) {
    return null;
  }
  return (
    <Section title="Decide">
      <Group>
        {offered.map((one) => (
          <Button key={one.verb} size="xs" variant="default" onClick={() => setAct(one)}>
            {one.verb}
          </Button>
        ))}
      </Group>
      <NoteDialog act={act} onClose={() => setAct(null)} />
    </Section>
  );
}

type Outcome = 'SENT' | 'SETTLED' | 'NOT_SENT' | 'RETURNED';

const NEXT: Record<NonNullable<StaffWithdrawal['bankTransfer']>['status'], readonly Outcome[]> = {
  TO_SEND: ['SENT', 'NOT_SENT'],
  SENT: ['SETTLED', 'NOT_SENT', 'RETURNED'],
  SETTLED: ['RETURNED'],
  NOT_SENT: [],
  RETURNED: [],
};

const OUTCOME_WORDS: Record<Outcome, string> = {
  SENT: 'It is sent',
  SETTLED: 'It is on the statement',
  NOT_SENT: 'It can’t be sent',
  RETURNED: 'It came back',
};

/** What staff tells of the transfer that is made by hand. */
function Bank({ found, load }: Deciding) {
  const may = useMay();
  const form = useForm(['reference', 'reason'], ['outcome']);
  const transfer = found.bankTransfer;
  const next = transfer ? NEXT[transfer.status] : [];
  if (!transfer || next.length === 0 || !may('MONEY_BOOK')) {
    return null;
  }

  const tell = async (outcome: Outcome) => {
    const { reference, reason } = form.values;
    await answer(
      api.POST('/v1/admin/withdrawals/{id}/bank-transfer', {
        params: { path: { id: found.withdrawal.id } },
        body: {
          outcome,
          ...(reference.trim() && { reference: reference.trim() }),
          ...(reason.trim() && { reason: reason.trim() }),
        },
      }),
    );
    form.clear();
    await load();
  };

  const [first, ...others] = next;
  return (
    <Section
      title="At the bank"
      lead="Make the transfer at the bank, and tell here what became of it."
    >
      {first && (
        <Form
          form={form}
          verb={OUTCOME_WORDS[first]}
          send={() => tell(first)}
          besides={
            <Group>
              {others.map((outcome) => (
                <Button
                  key={outcome}
                  size="xs"
                  variant="default"
                  onClick={() => void form.submit(() => tell(outcome))}
                >
                  {OUTCOME_WORDS[outcome]}
                </Button>
              ))}
            </Group>
          }
        >
          <TextInput label="The bank’s reference" maxLength={100} {...form.field('reference')} />
          <TextInput
            label="Why not, or why it came back"
            description="The client reads it."
            maxLength={300}
            {...form.field('reason')}
          />
        </Form>
      )}
    </Section>
  );
}

function Past({ found }: { found: StaffWithdrawal }) {
  return (
    <Section title="What became of it">
      <Table
        label="What became of it"
        rows={found.history}
        keyOf={({ status, at }) => `${status} ${at}`}
        columns={[
          { title: 'Status', cell: ({ status }) => WITHDRAWAL_WORDS[status] },
          { title: 'Since', cell: ({ at }) => <Moment at={at} /> },
          { title: 'By', lesser: true, cell: ({ actor }) => actor },
          { title: 'Note', cell: ({ note }) => note },
        ]}
      />
      {found.movements.length > 0 && (
        <Table
          label="What it moved"
          rows={found.movements}
          keyOf={({ id }) => id}
          columns={[
            { title: 'Why', cell: ({ kind }) => kind },
            { title: 'Amount', cell: ({ amount, currency }) => `${exact(amount)} ${currency}` },
            { title: 'Status', cell: ({ refusal, status }) => refusal ?? status },
          ]}
        />
      )}
    </Section>
  );
}
