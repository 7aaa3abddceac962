import type { AuditEntry } from '../api/types';
import { dateTime } from '../base/format';
import { addressOf } from '../base/route';
import area from '../shell/Area.module.css';
import { type Column, type FetchedRows, FetchedTable } from '../shell/Table';
import { readable } from './words';

const COLUMNS: readonly Column<AuditEntry>[] = [
  { title: 'Number', cell: ({ sequence }) => sequence },
  { title: 'Time', cell: ({ time }) => dateTime(time) },
  { title: 'Who', cell: ({ actor }) => <Name name={actor} /> },
  { title: 'What', cell: ({ action }) => action },
  { title: 'To whom', cell: ({ target }) => <Name name={target} /> },
  { title: 'Detail', cell: (entry) => <Detail entry={entry} /> },
];

/** Entries of the audit trail. */
export function AuditTable({ list }: { list: FetchedRows<AuditEntry> }) {
  return (
    <FetchedTable
      label="Entries"
      list={list}
      none="There is no such entry."
      columns={COLUMNS}
      keyOf={({ id }) => id}
    />
  );
}

/** As the trail names somebody or something; a user leads to their page. */
function Name({ name }: { name: string }) {
  const user = /^user:(.+)$/.exec(name)?.[1];
  return user ? <a href={addressOf({ screen: 'ADMIN_USER', user })}>{name}</a> : name;
}

function Detail({ entry }: { entry: AuditEntry }) {
  return (
    <details>
      <summary>{entry.notes || 'Show'}</summary>
      <dl className={area.facts}>
        <Fact name="Address" value={entry.address} />
        <Fact name="Request" value={entry.requestId} />
        <Fact name="Before" value={entry.before && readable(entry.before)} />
        <Fact name="After" value={entry.after && readable(entry.after)} />
        <Fact name="Hash" value={entry.hash} />
      </dl>
    </details>
  );
}

function Fact({ name, value }: { name: string; value: string | undefined }) {
  return (
    value && (
      <>
        <dt>{name}</dt>
        <dd className={area.verbatim}>{value}</dd>
      </>
    )
  );
}
