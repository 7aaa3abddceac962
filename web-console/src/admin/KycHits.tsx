import { Group } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../api/client';
import type { KycHit } from '../api/types';
import { dateTime } from '../base/format';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { type Column, FetchedTable, RowButton } from '../shell/Table';
import type { AboutCase } from './KycCasePage';
import { Named } from './Named';
import { type ActWithNote, NoteDialog } from './NoteDialog';

type Decision = NonNullable<KycHit['decision']>;

const DECISION_TEXT: Record<Decision, string> = {
  CLEARED: 'Somebody else',
  CONFIRMED: 'The same person',
};

const COLUMNS: readonly Column<KycHit>[] = [
  { title: 'Name on the list', cell: ({ name }) => name },
  { title: 'List', cell: ({ list, entry }) => `${list} ${entry}` },
  { title: 'Alike', cell: ({ score }) => `${score} %` },
  {
    title: 'Decision',
    cell: ({ decision, decidedBy, note }) =>
      decision ? (
        <div className={area.detail}>
          {DECISION_TEXT[decision]}: {note}
          {decidedBy && (
            <div className="muted">
              <Named name={decidedBy} />
            </div>
          )}
        </div>
      ) : (
        'Open'
      ),
  },
];

/** Who on the lists may be the client. Nobody is approved before each of them is said to be somebody else. */
export function KycHits({ reviewed: { kycCase, screening }, claimed, changed }: AboutCase) {
  const [act, setAct] = useState<ActWithNote | null>(null);

  const decide = (hit: KycHit, decision: Decision): ActWithNote => ({
    title: `${hit.name}: ${DECISION_TEXT[decision].toLowerCase()}`,
    effect:
      decision === 'CLEARED'
        ? 'This one no longer stands in the way of an approval.'
        : 'The case cannot be approved: reject it, and do what the law asks of you.',
    verb: DECISION_TEXT[decision],
    noteRequired: true,
    perform: async (note) => {
      await answer(
        api.POST('/v1/admin/kyc/cases/{id}/hits/{hit}', {
          params: { path: { id: kycCase.id, hit: hit.id } },
          body: { decision, note },
        }),
      );
      await changed();
    },
  });

  return (
    <Section
      title="Sanctions and politically exposed people"
      lead={
        screening
          ? `Compared on ${dateTime(screening.at)} with ${screening.lists}.`
          : 'The client is compared with the lists when the case is claimed.'
      }
    >
      {screening && (
        <FetchedTable
          label="Who on the lists may be the client"
          list={{ value: screening.hits, problem: null, load: changed }}
          none="Nobody on the lists is like the client."
          columns={COLUMNS}
          keyOf={({ id }) => id}
          actions={
            claimed
              ? (hit) => (
                  <Group gap={4} wrap="nowrap">
                    {(Object.keys(DECISION_TEXT) as Decision[]).map((decision) => (
                      <RowButton
                        key={decision}
                        text={DECISION_TEXT[decision]}
                        label={`${hit.name}: ${DECISION_TEXT[decision].toLowerCase()}`}
                        busy={false}
                        act={() => setAct(decide(hit, decision))}
                      />
                    ))}
                  </Group>
                )
              : undefined
          }
        />
      )}
      <NoteDialog act={act} onClose={() => setAct(null)} />
    </Section>
  );
}
