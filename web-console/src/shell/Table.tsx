import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Loadable } from '../api/loadable';
import area from './Area.module.css';
import { Refusal, Trouble } from './Trouble';

/** What stands of each row at one place. */
export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  /** Whether a narrow screen has no room for it. */
  lesser?: boolean;
}

interface TableOf<T> {
  /** Names the table for who scrolls it by the keyboard. */
  label: string;
  columns: readonly Column<T>[];
  keyOf: (row: T) => string;
  /** Buttons for what can be done with a row. */
  actions?: ((row: T) => ReactNode) | undefined;
}

/** Rows of one kind. A screen that is too narrow for them scrolls them sideways. */
export function Table<T>({
  label,
  rows,
  columns,
  keyOf,
  actions,
}: TableOf<T> & { rows: readonly T[] }) {
  return (
    <section className={area.tableScroll} aria-label={label} {...SCROLLED_BY_KEYS}>
      <table className={area.table}>
        <thead>
          <tr>
            {columns.map(({ title, lesser }) => (
              <th key={title} scope="col" className={lesser ? area.lesser : undefined}>
                {title}
              </th>
            ))}
            {actions && (
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ title, cell, lesser }) => (
                <td key={title} className={lesser ? area.lesser : undefined}>
                  {cell(row)}
                </td>
              ))}
              {actions && <td>{actions(row)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What scrolls sideways is reached by the keyboard, also where no row has a button. */
const SCROLLED_BY_KEYS = { tabIndex: 0 };

/** Rows that are fetched: under way, not to be had, none, or there. */
export interface FetchedRows<T> extends Loadable<readonly T[]> {
  load: () => Promise<void>;
  /** Why a change was refused. */
  refusal?: string | null;
  /** Fetches more of them, when there are more. */
  more?: (() => Promise<void>) | null;
}

export function FetchedTable<T>({
  list,
  none = 'None.',
  ...table
}: TableOf<T> & { list: FetchedRows<T>; none?: string }) {
  const { value: rows, problem, load, refusal, more } = list;
  return (
    <>
      <Trouble problem={problem} retry={load} />
      <Refusal text={refusal ?? null} />
      {!rows && !problem && <Skeleton h={60} />}
      {rows?.length === 0 && <p role="status">{none}</p>}
      {rows && rows.length > 0 && <Table rows={rows} {...table} />}
      {more && (
        <Button mt="md" size="xs" variant="default" onClick={() => void more()}>
          Show more
        </Button>
      )}
    </>
  );
}

/** What can be done with one row. `label` says it in full, with the name of the row. */
export function RowButton({
  text,
  label,
  busy,
  act,
}: {
  text: string;
  label: string;
  busy: boolean;
  act: () => unknown;
}) {
  return (
    <Button
      size="compact-xs"
      variant="default"
      disabled={busy}
      onClick={() => void act()}
      aria-label={label}
    >
      {text}
    </Button>
  );
}
