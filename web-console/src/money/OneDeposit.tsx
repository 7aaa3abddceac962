import { Button, Group, Skeleton, Stack, TextInput } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { Deposit } from '../api/types';
import { useForm } from '../api/useForm';
import { exact } from '../base/format';
import { addressOf } from '../base/route';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { Moment } from '../shell/Moment';
import { Trouble } from '../shell/Trouble';
import styles from './OneDeposit.module.css';
import { isUnderWay, METHOD_WORDS, STATUS_WORDS } from './words';

const EVERY_MILLIS = 2000;

/** One deposit, until something has become of it. */
export function OneDeposit({ id }: { id: string }) {
  const read = useCallback(
    () => answer(api.GET('/v1/deposits/{id}', { params: { path: { id } } })),
    [id],
  );
  const { value: deposit, problem, load } = useLoaded(read);
  const waits = deposit ? isUnderWay(deposit.status) : false;

  // Who comes back from the provider's page need not wait for the provider's word.
  useEffect(() => {
    api.POST('/v1/deposits/{id}/look', { params: { path: { id } } }).catch(() => undefined);
  }, [id]);

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
      {!deposit && !problem && <Skeleton h={160} />}
      {deposit && <Shown deposit={deposit} />}
      <p>
        <a href={addressOf({ screen: 'DEPOSIT', deposit: null })}>All deposits</a>
      </p>
    </>
  );
}

/** Where the bank's statement does not carry our reference, the number of the transaction tells. */
function Transaction({ deposit }: { deposit: Deposit }) {
  const form = useForm(['utr']);
  const [named, setNamed] = useState(false);

  const name = async () => {
    await answer(
      api.POST('/v1/deposits/{id}/utr', {
        params: { path: { id: deposit.id } },
        body: { utr: form.values.utr.trim() },
      }),
    );
    setNamed(true);
  };

  return named ? (
    <p role="status">Noted. Your deposit is credited once our bank shows it.</p>
  ) : (
    <Form form={form} verb="I have paid" send={name}>
      <TextInput
        label="Transaction number (UTR)"
        description="Your app shows it after you have paid."
        required
        maxLength={40}
        {...form.field('utr')}
      />
    </Form>
  );
}

function Shown({ deposit }: { deposit: Deposit }) {
  return (
    <Section title={`${exact(deposit.amount)} ${deposit.currency}`}>
      <Stack gap="sm">
        <p role="status">{STATUS_WORDS[deposit.status]}</p>
        {deposit.failure && <p role="alert">{deposit.failure}</p>}
        <p>
          {METHOD_WORDS[deposit.method]}, opened <Moment at={deposit.createdAt} />
        </p>
        {deposit.status === 'REQUIRES_ACTION' && <NextStep deposit={deposit} />}
        {deposit.method === 'UPI_DIRECT' && isUnderWay(deposit.status) && (
          <Transaction deposit={deposit} />
        )}
        {deposit.status === 'PENDING' && deposit.nextStep?.kind === 'WAIT' && (
          <p>Open your UPI app: it asks you to pay.</p>
        )}
        {deposit.status === 'CREDITED' && (
          <Group>
            <Button component="a" href={addressOf({ screen: 'TRADE', symbol: null })}>
              Trade
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  );
}

function NextStep({ deposit }: { deposit: Deposit }) {
  const { nextStep, expiresAt } = deposit;
  if (!nextStep?.url) {
    return null;
  }
  return (
    <>
      {nextStep.kind === 'REDIRECT' && (
        <Group>
          <Button component="a" href={nextStep.url} rel="noreferrer">
            Go to the payment page
          </Button>
        </Group>
      )}
      {nextStep.kind === 'UPI_LINK' && (
        <>
          {nextStep.qrCode && (
            <img
              className={styles.picture}
              alt="QR code for your UPI app"
              src={`data:image/svg+xml,${encodeURIComponent(nextStep.qrCode)}`}
            />
          )}
          <p>Read the picture with your UPI app, or on a phone:</p>
          <Group>
            <Button component="a" href={nextStep.url} variant="default">
              Open a UPI app
            </Button>
          </Group>
        </>
      )}
      <p>
        Until <Moment at={expiresAt} />. What you pay later is credited too.
      </p>
    </>
  );
}
