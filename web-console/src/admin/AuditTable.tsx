import type { AuditEntry } from '../api/types';
import { dateTime } from '../base/format';
import area from '../shell/Area.module.css';
import { readable } from './words';

/** Entries of the audit trail. */
export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  if (entries.length === 0) {
    return <p role="status">There is no such entry.</p>;
  }
  return (
    <section className={area.tableScroll} aria-label="Entries" {...SCROLLED_BY_KEYS}>
      <table className={area.table}>
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">Time</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">To whom</th>
            <th scope="col">Detail</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td>{entry.sequence}</td>
              <td>{dateTime(entry.time)}</td>
              <td>{entry.actor}</td>
              <td>{entry.action}</td>
              <td>{entry.target}</td>
              <td>
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
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
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

/** What scrolls sideways is reached by the keyboard. */
const SCROLLED_BY_KEYS = { tabIndex: 0 };
