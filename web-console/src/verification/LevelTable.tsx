import type { Loadable } from '../api/loadable';
import type { KycLevel } from '../api/types';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { type Column, FetchedTable } from '../shell/Table';
import { labelsText, limitsText } from './words';

interface Levels {
  currency: string;
  items: readonly KycLevel[];
}

/** What each level needs, and what it allows. `own` is the name of the person's. */
export function LevelTable({
  levels,
  own,
}: {
  levels: Loadable<Levels> & { load: () => Promise<void> };
  own: string | null;
}) {
  const currency = levels.value?.currency ?? '';
  const columns: readonly Column<KycLevel>[] = [
    {
      title: 'Level',
      cell: ({ name }) => (
        <>
          {name}
          {name === own && <span className={area.badge}>yours</span>}
        </>
      ),
    },
    { title: 'Needs', cell: ({ labels }) => labelsText(labels) },
    { title: 'Deposits', cell: ({ deposits }) => limitsText(deposits, currency) },
    { title: 'Withdrawals', cell: ({ withdrawals }) => limitsText(withdrawals, currency) },
  ];
  return (
    <Section title="Levels" lead="A day is the last 24 hours, a month the last 30 days.">
      <FetchedTable
        label="All levels"
        list={{ ...levels, value: levels.value?.items ?? null }}
        columns={columns}
        keyOf={({ name }) => name}
      />
    </Section>
  );
}
