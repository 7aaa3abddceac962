import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../api/client';
import type { KycLevel, KycStanding } from '../api/types';
import { useForm } from '../api/useForm';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { labelsText } from './words';

/** Asks for a level. */
export function NewCase({
  standing,
  levels,
  changed,
}: {
  standing: KycStanding;
  levels: readonly KycLevel[];
  changed: () => Promise<void>;
}) {
  const offered = levels.filter((level) => toReview(level, standing).length > 0);
  const [chosen, setChosen] = useState('');
  const form = useForm([], ['level']);
  const level = offered.find(({ name }) => name === chosen) ?? offered[0];

  const begin = async () => {
    if (level) {
      await answer(api.POST('/v1/kyc/cases', { body: { level: level.name } }));
      await changed();
    }
  };

  return (
    <Section
      title="Ask for a level"
      lead="You say who you are and show papers for it; a person looks at them."
    >
      {!level && <p role="status">There is nothing left that a person would have to look at.</p>}
      {level && (
        <Form form={form} verb="Begin" send={begin}>
          <NativeSelect
            label="Level"
            description={`To show: ${labelsText(toReview(level, standing))}`}
            data={offered.map(({ name }) => name)}
            value={level.name}
            onChange={(event) => setChosen(event.currentTarget.value)}
            error={form.errors.level}
          />
        </Form>
      )}
    </Section>
  );
}

/** What a person has to look at for a level: what is not known yet, or ends and can be renewed. */
function toReview({ labels }: KycLevel, { labels: held }: KycStanding) {
  return labels.filter(
    (label) =>
      label !== 'EMAIL' &&
      label !== 'PHONE' &&
      !held.some((one) => one.label === label && !one.expiresAt),
  );
}
