import { Skeleton } from '@mantine/core';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { KycEvent } from '../api/types';
import { Section } from '../shell/Area';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable } from '../shell/Table';
import { Trouble } from '../shell/Trouble';
import { LevelTable } from './LevelTable';
import { NewCase } from './NewCase';
import { OwnCase } from './OwnCase';
import { OwnLevel } from './OwnLevel';
import { Phone } from './Phone';
import { OWN_STATUS_TEXT } from './words';

const MOST_EVENTS = 500;

const readStanding = () => answer(api.GET('/v1/kyc'));
const readLevels = () => answer(api.GET('/v1/kyc/levels'));
const readEvents = async () =>
  (
    await answer(api.GET('/v1/kyc/events', { params: { query: { limit: MOST_EVENTS } } }))
  ).items.toReversed();

const STEPS: readonly Column<KycEvent>[] = [
  { title: 'When', cell: ({ at }) => <Moment at={at} /> },
  { title: 'What', cell: ({ statusTo }) => OWN_STATUS_TEXT[statusTo] },
  { title: 'Why', cell: ({ reason }) => reason ?? '' },
];

/** What is known for sure of the person, what that allows, and how to be allowed more. */
export function Verification() {
  const standing = useLoaded(readStanding);
  const levels = useLoaded(readLevels);
  const events = useLoaded(readEvents);
  const { value: own } = standing;

  const changed = async () => {
    await Promise.all([standing.load(), events.load()]);
  };

  return (
    <>
      <Trouble problem={standing.problem} retry={standing.load} />
      {!own && !standing.problem && <Skeleton h={200} />}
      {own && <OwnLevel standing={own} />}
      {own && <Phone held={own.labels.find(({ label }) => label === 'PHONE')} changed={changed} />}
      {own?.openCase && <OwnCase key={own.openCase.id} kycCase={own.openCase} changed={changed} />}
      {own && !own.openCase && levels.value && (
        <NewCase standing={own} levels={levels.value.items} changed={changed} />
      )}
      <LevelTable levels={levels} own={own?.level.name ?? null} />
      <Section title="What happened" lead="Every step of what you asked for, the newest first.">
        <FetchedTable
          label="Steps so far"
          list={events}
          none="Nothing yet."
          columns={STEPS}
          keyOf={({ id }) => id}
        />
      </Section>
    </>
  );
}
