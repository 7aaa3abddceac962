import { NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { Venue } from '../api/types';
import { useForm } from '../api/useForm';
import { dateTime } from '../base/format';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Form } from '../shell/Form';
import { Trouble } from '../shell/Trouble';
import { tellDoneOrWaiting } from './tellDoneOrWaiting';
import { spoken } from './words';

type State = Venue['safeState'];

/** Each refuses more than the one before. */
const STATES: Record<State, string> = {
  NORMAL: 'Normal',
  NO_WITHDRAWALS: 'No withdrawals',
  CANCEL_ONLY: 'Orders are cancelled only',
  HALT: 'Halted, cancellations included',
  READ_ONLY: 'Looked at only',
};

const read = () => answer(api.GET('/v1/admin/safe-state'));

/** How much the whole exchange does. */
export function SafeState() {
  const safeState = useLoaded(read);
  const form = useForm(['note'], ['state']);
  const [wanted, setWanted] = useState<State | null>(null);
  const now = safeState.value;

  const set = async () => {
    if (wanted === null) {
      return;
    }
    tellDoneOrWaiting(
      await answer(
        api.POST('/v1/admin/safe-state', {
          body: { state: wanted, note: form.values.note.trim() },
        }),
      ),
      `The exchange is: ${STATES[wanted]}.`,
    );
    form.clear();
    setWanted(null);
    await safeState.load();
  };

  return (
    <Section
      title="Safe state"
      lead="Each state refuses more than the one before. Watches step down by themselves, and never up."
    >
      <Trouble problem={safeState.problem} retry={safeState.load} />
      {!now && !safeState.problem && <Skeleton h={120} />}
      {now && (
        <>
          <dl className={area.facts}>
            <dt>Now</dt>
            <dd>{STATES[now.state]}</dd>
            <dt>Because of</dt>
            <dd>{spoken(now.cause)}</dd>
            {now.since && (
              <>
                <dt>Since</dt>
                <dd>{dateTime(now.since)}</dd>
              </>
            )}
          </dl>
          <Form
            form={form}
            verb="Set the state"
            send={set}
            disabled={wanted === null || wanted === now.state}
          >
            <NativeSelect
              label="From now on"
              mt="md"
              data={Object.entries(STATES).map(([value, label]) => ({ value, label }))}
              value={wanted ?? now.state}
              onChange={(event) => setWanted(event.currentTarget.value as State)}
              error={form.errors.state}
            />
            <TextInput
              label="Reason"
              description="It stands in the audit trail."
              maxLength={1000}
              {...form.field('note')}
            />
          </Form>
        </>
      )}
    </Section>
  );
}
