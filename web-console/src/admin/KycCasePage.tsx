import { Skeleton } from '@mantine/core';
import { useCallback } from 'react';
import { me, useMay } from '../account/me';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { KycStep, ReviewedKycCase } from '../api/types';
import { addressOf } from '../base/route';
import { useStore } from '../base/store';
import { Section } from '../shell/Area';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable } from '../shell/Table';
import { Trouble } from '../shell/Trouble';
import { CASE_STATUS_TEXT } from '../verification/words';
import { KycDecision } from './KycDecision';
import { KycDuplicates } from './KycDuplicates';
import { KycFiles } from './KycFiles';
import { KycHits } from './KycHits';
import { KycNotes } from './KycNotes';
import { KycPerson } from './KycPerson';
import { Named } from './Named';

/** What a part of the page about a case gets. */
export interface AboutCase {
  reviewed: ReviewedKycCase;
  /** Whether the reader has claimed it, and may decide. */
  claimed: boolean;
  /** Something was done: reads the case anew. */
  changed: () => Promise<void>;
}

const MOST_STEPS = 100;

const STEPS: readonly Column<KycStep>[] = [
  { title: 'When', cell: ({ at }) => <Moment at={at} /> },
  { title: 'Status', cell: ({ statusTo }) => CASE_STATUS_TEXT[statusTo] },
  { title: 'By', cell: ({ actor }) => <Named name={actor} /> },
  { title: 'Words', cell: ({ reason }) => reason },
];

/** Everything that a reviewer decides by, and the decision. */
export function KycCasePage({ id }: { id: string }) {
  const readCase = useCallback(
    () => answer(api.GET('/v1/admin/kyc/cases/{id}', { params: { path: { id } } })),
    [id],
  );
  const readSteps = useCallback(
    async () =>
      (
        await answer(
          api.GET('/v1/admin/kyc/events', { params: { query: { case: id, limit: MOST_STEPS } } }),
        )
      ).items,
    [id],
  );
  const reviewed = useLoaded(readCase);
  const steps = useLoaded(readSteps);
  const own = useStore(me).value?.id;
  const mayReview = useMay()('KYC_REVIEW');

  const changed = async () => {
    await Promise.all([reviewed.load(), steps.load()]);
  };
  const about = reviewed.value && {
    reviewed: reviewed.value,
    claimed:
      mayReview &&
      reviewed.value.kycCase.status === 'CLAIMED' &&
      reviewed.value.kycCase.reviewer === `user:${own}`,
    changed,
  };

  return (
    <>
      <p>
        <a href={addressOf({ screen: 'ADMIN', section: 'KYC' })}>All cases</a>
      </p>
      <Trouble problem={reviewed.problem} retry={reviewed.load} />
      {!about && !reviewed.problem && <Skeleton h={200} />}
      {about && (
        <>
          <KycDecision {...about} />
          <KycPerson {...about} />
          <KycFiles {...about} />
          <KycHits {...about} />
          <KycDuplicates {...about} />
          <KycNotes {...about} />
        </>
      )}
      <Section title="Status log" lead="Every step of the case. Nothing here is ever changed.">
        <FetchedTable
          label="Steps of the case"
          list={steps}
          columns={STEPS}
          keyOf={(step) => step.id}
        />
      </Section>
    </>
  );
}
