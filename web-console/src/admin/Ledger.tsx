import { Alert, Button, TextInput } from '@mantine/core';
import { type FormEvent, useCallback, useState } from 'react';
import { ExplanationTables } from '../account/ExplanationTables';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import { exact } from '../base/format';
import { addressOf } from '../base/route';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { FetchedTable, Table } from '../shell/Table';
import { Trouble } from '../shell/Trouble';
import { filterOf } from './filterOf';

/** The books: both sides of all accounts, whose money is where, and why an account has what it has. */
export function Ledger() {
  const [day, setDay] = useState('');

  const show = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setDay(filterOf(event.currentTarget).day ?? '');
  };

  return (
    <>
      <Section
        title="Trial balance"
        lead="All accounts with both sides, which are equal in each currency. To the end of a day (UTC) it has what counts to that day."
      >
        <form className={area.filters} onSubmit={show}>
          <TextInput label="To the end of" name="day" type="date" />
          <Button type="submit">Show</Button>
        </form>
        <TrialBalance day={day} />
      </Section>
      <Segregation day={day} />
      <Account />
    </>
  );
}

function TrialBalance({ day }: { day: string }) {
  const read = useCallback(
    () =>
      answer(api.GET('/v1/admin/ledger/trial-balance', { params: { query: day ? { day } : {} } })),
    [day],
  );
  const trial = useLoaded(read);
  const unbalanced = trial.value?.totals.filter(({ balanced }) => !balanced) ?? [];
  return (
    <>
      {unbalanced.length > 0 && (
        <Alert color="red" mb="md">
          The sides differ in {unbalanced.map(({ currency }) => currency).join(', ')}.
        </Alert>
      )}
      <FetchedTable
        label="Trial balance"
        list={{ ...trial, value: trial.value?.lines ?? null }}
        none="Nothing was booked."
        keyOf={({ code, account, currency }) => `${code} ${account ?? ''} ${currency}`}
        columns={[
          { title: 'Code', cell: ({ code }) => code },
          { title: 'Account', cell: ({ title }) => title },
          { title: 'Number', cell: ({ account }) => account ?? '', lesser: true },
          { title: 'Currency', cell: ({ currency }) => currency },
          { title: 'Debit', cell: ({ debit }) => (debit ? exact(debit) : '') },
          { title: 'Credit', cell: ({ credit }) => (credit ? exact(credit) : '') },
        ]}
      />
    </>
  );
}

function Segregation({ day }: { day: string }) {
  const read = useCallback(
    () =>
      answer(api.GET('/v1/admin/ledger/balance-sheet', { params: { query: day ? { day } : {} } })),
    [day],
  );
  const sheet = useLoaded(read);
  return (
    <Section
      title="Clients' money"
      lead="What stands at banks, providers and in custody covers what clients have; the rest is the firm's."
    >
      <FetchedTable
        label="Clients' money"
        list={{ ...sheet, value: sheet.value?.segregation ?? null }}
        none="Nothing was booked."
        keyOf={({ currency }) => currency}
        columns={[
          { title: 'Currency', cell: ({ currency }) => currency },
          { title: 'Held', cell: ({ held }) => exact(held) },
          { title: 'Owed to clients', cell: ({ owedToClients }) => exact(owedToClients) },
          { title: "The firm's", cell: ({ ofTheFirm }) => exact(ofTheFirm) },
          {
            title: 'Covered',
            cell: ({ covered }) => (covered ? 'Yes' : <strong>No: money is missing</strong>),
          },
        ]}
      />
    </Section>
  );
}

function Account() {
  const [account, setAccount] = useState('');

  const find = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setAccount(filterOf(event.currentTarget).account ?? '');
  };

  return (
    <Section title="An account" lead="Of a client, of the firm or of the house.">
      <form className={area.filters} onSubmit={find}>
        <TextInput
          label="Number, or address of its user"
          name="account"
          type="search"
          required
          maxLength={254}
        />
        <Button type="submit">Find</Button>
      </form>
      {account && <Balances key={account} account={account} />}
    </Section>
  );
}

function Balances({ account }: { account: string }) {
  const [currency, setCurrency] = useState('');
  const read = useCallback(
    () => answer(api.GET('/v1/admin/ledger/accounts/{account}', { params: { path: { account } } })),
    [account],
  );
  const found = useLoaded(read);
  return (
    <>
      <Trouble problem={found.problem} retry={found.load} />
      {found.value && (
        <>
          <p role="status">
            Account {found.value.account}, {found.value.name}
          </p>
          <Table
            label="Balances"
            rows={found.value.items}
            keyOf={({ currency }) => currency}
            columns={[
              { title: 'Currency', cell: ({ currency }) => currency },
              { title: 'Balance', cell: ({ balance }) => exact(balance) },
              { title: 'Available', cell: ({ available }) => exact(available) },
              { title: 'Reserved', cell: ({ reserved }) => exact(reserved) },
            ]}
            actions={({ currency }) => (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => setCurrency(currency)}
                aria-label={`Explain ${currency}`}
              >
                Explain
              </Button>
            )}
          />
        </>
      )}
      {currency && <Explained key={currency} account={account} currency={currency} />}
    </>
  );
}

function Explained({ account, currency }: { account: string; currency: string }) {
  const read = useCallback(
    () =>
      answer(
        api.GET('/v1/admin/ledger/accounts/{account}/explain', {
          params: { path: { account }, query: { currency } },
        }),
      ),
    [account, currency],
  );
  const { value, problem, load } = useLoaded(read);
  return (
    <>
      <h3>Why there is so much {currency}</h3>
      <Trouble problem={problem} retry={load} />
      {value && (
        <ExplanationTables
          explanation={value}
          command={(sequence) => (
            <a href={addressOf({ screen: 'ADMIN_COMMAND', sequence: String(sequence) })}>
              {sequence}
            </a>
          )}
        />
      )}
    </>
  );
}
