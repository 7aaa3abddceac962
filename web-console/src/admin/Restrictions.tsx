import { Button, Group, NativeSelect, Skeleton, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { Restriction } from '../api/types';
import { useSubmit } from '../api/useSubmit';
import { dateTime } from '../base/format';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Refusal, Trouble } from '../shell/Trouble';
import { MaintenanceSwitch } from './MaintenanceSwitch';

const KINDS: { value: Restriction['kind']; label: string }[] = [
  { value: 'ADDRESS', label: 'Address or subnet' },
  { value: 'COUNTRY', label: 'Country' },
];

const readAll = async () => (await answer(api.GET('/v1/admin/restrictions'))).items;

/** Who is not served, and whether anybody is. */
export function Restrictions() {
  const restrictions = useLoaded(readAll);
  const { messages, busy, submit } = useSubmit([]);

  const remove = ({ id }: Restriction) =>
    submit(async () => {
      await answer(api.DELETE('/v1/admin/restrictions/{id}', { params: { path: { id } } }));
      await restrictions.load();
    });

  return (
    <>
      <MaintenanceSwitch />
      <Section
        title="Restrictions"
        lead="Who comes from there is served nothing, at once. You can shut yourself out: bourse restriction remove lets you in again."
      >
        <Trouble problem={restrictions.problem} retry={restrictions.load} />
        <Refusal text={messages.form} />
        {!restrictions.value && !restrictions.problem && <Skeleton h={60} />}
        {restrictions.value?.length === 0 && <p role="status">None.</p>}
        {restrictions.value && restrictions.value.length > 0 && (
          <div className={area.tableScroll}>
            <table className={area.table}>
              <thead>
                <tr>
                  <th scope="col">From</th>
                  <th scope="col">Why</th>
                  <th scope="col" className={area.lesser}>
                    Since
                  </th>
                  <th scope="col">Until</th>
                  <th scope="col">
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {restrictions.value.map((one) => (
                  <tr key={one.id}>
                    <td>{one.kind === 'COUNTRY' ? `Country ${one.target}` : one.target}</td>
                    <td>{one.note}</td>
                    <td className={area.lesser}>{dateTime(one.createdAt)}</td>
                    <td>{one.expiresAt ? dateTime(one.expiresAt) : 'It is removed'}</td>
                    <td>
                      <Button
                        size="compact-xs"
                        variant="default"
                        disabled={busy}
                        onClick={() => void remove(one)}
                        aria-label={`Remove the restriction of ${one.target}`}
                      >
                        Remove
                      </Button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Section>
      <New added={restrictions.load} />
    </>
  );
}

function New({ added }: { added: () => Promise<void> }) {
  const { messages, busy, submit } = useSubmit(['kind', 'target', 'note', 'expiresAt']);
  const [kind, setKind] = useState<Restriction['kind']>('ADDRESS');
  const [target, setTarget] = useState('');
  const [note, setNote] = useState('');
  const [until, setUntil] = useState('');

  const restrict = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      await answer(
        api.POST('/v1/admin/restrictions', {
          body: {
            kind,
            target: target.trim(),
            note,
            ...(until ? { expiresAt: new Date(until).toISOString() } : {}),
          },
        }),
      );
      setTarget('');
      setNote('');
      setUntil('');
      await added();
    });
  };

  return (
    <Section title="Restrict">
      <form onSubmit={restrict}>
        <Stack gap="sm" maw={560}>
          <Refusal text={messages.form} />
          <NativeSelect
            label="By"
            data={KINDS}
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value as Restriction['kind'])}
            error={messages.fields.kind}
          />
          <TextInput
            label={kind === 'COUNTRY' ? 'Country, two letters' : 'Address or subnet'}
            placeholder={kind === 'COUNTRY' ? 'KP' : '203.0.113.0/24'}
            required
            maxLength={60}
            value={target}
            onChange={(event) => setTarget(event.currentTarget.value)}
            error={messages.fields.target}
          />
          <TextInput
            label="Why"
            description="For the audit trail."
            required
            maxLength={1000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            error={messages.fields.note}
          />
          <TextInput
            label="Until"
            description="Until it is removed, when it is empty."
            type="datetime-local"
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
            error={messages.fields.expiresAt}
          />
          <Group>
            <Button type="submit" loading={busy}>
              Restrict
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
