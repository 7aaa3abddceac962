import { Button, Group, Skeleton, Stack } from '@mantine/core';
import { useCallback, useEffect } from 'react';
import { FactorForm } from '../account/FactorForm';
import { readOffered } from '../account/offered';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { Withdrawal } from '../api/types';
import { useSubmit } from '../api/useSubmit';
import { exact } from '../base/format';
import { addressOf } from '../base/route';
import { Section } from '../shell/Area';
import { Moment } from '../shell/Moment';
import { Table } from '../shell/Table';
import { Refusal, Trouble } from '../shell/Trouble';
import { Destination } from './Destination';
import { isOver, isUnsent, WITHDRAWAL_WORDS } from './words';

const EVERY_MILLIS = 2000;

/** One withdrawal: what is confirmed is what is shown here. */
export function OneWithdrawal({ id }: { id: string }) {
  const read = useCallback(
    () => answer(api.GET('/v1/withdrawals/{id}', { params: { path: { id } } })),
    [id],
  );
  const { value, problem, load } = useLoaded(read);
  const status = value?.withdrawal.status;
  const waits = status !== undefined && !isOver(status) && status !== 'UNCONFIRMED';

  useEffect(() => {
    if (!waits) {
      return;
    }
    const timer = setInterval(() => void load(), EVERY_MILLIS);
    return () => clearInterval(timer);
  }, [waits, load]);

  return (
    <>
      <Trouble problem={problem} retry={load} />
      {!value && !problem && <Skeleton h={160} />}
      {value && (
        <>
          <Shown withdrawal={value.withdrawal} load={load} />
          <Section title="What became of it">
            <Table
              label="What became of it"
              rows={value.history}
              keyOf={({ status: step, at }) => `${step} ${at}`}
              columns={[
                { title: 'Status', cell: (step) => WITHDRAWAL_WORDS[step.status] },
                { title: 'Since', cell: (step) => <Moment at={step.at} /> },
              ]}
            />
          </Section>
        </>
      )}
      <p>
        <a href={addressOf({ screen: 'WITHDRAW', withdrawal: null })}>All withdrawals</a>
      </p>
    </>
  );
}

function Shown({ withdrawal, load }: { withdrawal: Withdrawal; load: () => Promise<void> }) {
  const { id, amount, currency, fee, total, status, destination, failure, reference } = withdrawal;
  const { messages, busy, submit } = useSubmit([]);

  const cancel = () =>
    submit(async () => {
      await answer(api.POST('/v1/withdrawals/{id}/cancellation', { params: { path: { id } } }));
      await load();
    });

  return (
    <Section title={`${exact(amount)} ${currency}`}>
      <Stack gap="sm">
        <p role="status">{WITHDRAWAL_WORDS[status]}</p>
        {failure && <p role="alert">{failure}</p>}
        <Destination destination={destination} />
        <p>
          Fee {exact(fee)} {currency}, in all {exact(total)} {currency}.
        </p>
        {reference && <p>Reference {reference}</p>}
        {status === 'UNCONFIRMED' && <Confirm withdrawal={withdrawal} load={load} />}
        <Refusal text={messages.form} />
        {isUnsent(status) && (
          <Group>
            <Button variant="default" loading={busy} onClick={() => void cancel()}>
              Cancel the withdrawal
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  );
}

function Confirm({ withdrawal, load }: { withdrawal: Withdrawal; load: () => Promise<void> }) {
  const { id, contentHash, amount, currency, destination, expiresAt } = withdrawal;
  const offered = useLoaded(readOffered);
  return (
    <Stack gap="sm" maw={360}>
      <p>
        Confirm until <Moment at={expiresAt} /> that {exact(amount)} {currency} go to{' '}
        {destination.name}, as shown above.
      </p>
      <Trouble problem={offered.problem} retry={offered.load} />
      {offered.value && (
        <FactorForm
          offered={offered.value}
          verb="Confirm the withdrawal"
          send={async ({ totp, recoveryCode, passkey }) => {
            await answer(
              api.POST('/v1/withdrawals/{id}/confirmation', {
                params: { path: { id } },
                body: {
                  contentHash,
                  ...(totp && { totp }),
                  ...(recoveryCode && { recoveryCode }),
                  ...(passkey && { passkey }),
                },
              }),
            );
            await load();
          }}
        />
      )}
    </Stack>
  );
}
