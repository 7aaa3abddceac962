import type { AuditEntry } from '../api/types';
import area from '../shell/Area.module.css';
import { Moment } from '../shell/Moment';
import { type Column, type FetchedRows, FetchedTable } from '../shell/Table';
import { Named } from './Named';
import { readable } from './words';

const COLUMNS: readonly Column<AuditEntry>[] = [
  { title: 'Number', lesser: true, cell: ({ sequence }) => sequence },
  { title: 'Time', cell: ({ time }) => <Moment at={time} /> },
  { title: 'Who', cell: ({ actor }) => <Named name={actor} /> },
  { title: 'What', cell: ({ action }) => action },
  { title: 'To whom', lesser: true, cell: ({ target }) => <Named name={target} /> },
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

function Detail({ entry }: { entry: AuditEntry }) {
  return (
    <details className={area.detail}>
      <summary>{entry.notes || 'Show'}</summary>
      <dl className={area.facts}>
        <Fact name="Who" value={entry.actor} />
        <Fact name="To whom" value={entry.target} />
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
