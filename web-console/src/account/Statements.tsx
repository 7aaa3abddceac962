import { Button, NativeSelect, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useCallback, useState } from 'react';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import { asProblem, describe } from '../api/problem';
import { download } from '../base/download';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Trouble } from '../shell/Trouble';
import { ExplanationTables } from './ExplanationTables';

const readWallets = async () => (await answer(api.GET('/v1/wallets'))).items;

/** What happened to the person's money: statements to keep, and why each balance is what it is. */
export function Statements() {
  return (
    <>
      <Download />
      <Explain />
    </>
  );
}

function Download() {
  const [busy, setBusy] = useState(false);

  const keep = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const day = (name: string) => {
      const value = String(fields.get(name) ?? '');
      return value ? { [name]: value } : {};
    };
    const format = fields.get('format') === 'CSV' ? 'CSV' : 'PDF';
    setBusy(true);
    try {
      const file = await answer(
        api.GET('/v1/statements', {
          params: { query: { ...day('from'), ...day('to'), format } },
          parseAs: 'blob',
        }),
      );
      download(`statement.${format.toLowerCase()}`, file as unknown as Blob);
    } catch (error) {
      notifications.show({ color: 'red', message: describe(asProblem(error)) });
    } finally {
      setBusy(false);
    }
  };

  return (
    <Section
      title="Statement"
      lead="What came in and went out within days (UTC), the first and the last included. Without days it is the present month so far."
    >
      <form className={area.filters} onSubmit={(event) => void keep(event)}>
        <TextInput label="From" name="from" type="date" />
        <TextInput label="To" name="to" type="date" />
        <NativeSelect
          label="File"
          name="format"
          data={[
            { value: 'PDF', label: 'PDF, to read and keep' },
            { value: 'CSV', label: 'CSV, for a spreadsheet' },
          ]}
        />
        <Button type="submit" loading={busy}>
          Download
        </Button>
      </form>
    </Section>
  );
}

function Explain() {
  const wallets = useLoaded(readWallets);
  const [chosen, setChosen] = useState('');
  const currency = chosen || wallets.value?.[0]?.currency || '';
  return (
    <Section
      title="Why is it so much?"
      lead="Every number is the sum of postings that stay as they were written."
    >
      <Trouble problem={wallets.problem} retry={wallets.load} />
      {wallets.value?.length === 0 && <p role="status">Nothing came in yet.</p>}
      {wallets.value && wallets.value.length > 0 && (
        <NativeSelect
          label="Currency"
          value={currency}
          data={wallets.value.map((wallet) => wallet.currency)}
          onChange={(event) => setChosen(event.currentTarget.value)}
          mb="md"
          w={200}
        />
      )}
      {currency && <Explained key={currency} currency={currency} />}
    </Section>
  );
}

function Explained({ currency }: { currency: string }) {
  const read = useCallback(
    () => answer(api.GET('/v1/wallets/{currency}/explain', { params: { path: { currency } } })),
    [currency],
  );
  const { value, problem, load } = useLoaded(read);
  return (
    <>
      <Trouble problem={problem} retry={load} />
      {value && <ExplanationTables explanation={value} command={String} />}
    </>
  );
}
