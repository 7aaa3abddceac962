import { Button, Skeleton, TextInput } from '@mantine/core';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { NewMaintenance } from '../api/types';
import { useForm } from '../api/useForm';
import { dateTime, timeOf } from '../base/format';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { Refusal, Trouble } from '../shell/Trouble';

const read = () => answer(api.GET('/v1/admin/maintenance'));

/** Turns everything off but the back office, and on again. */
export function MaintenanceSwitch() {
  const maintenance = useLoaded(read);
  const form = useForm(['message', 'endsAt']);
  const now = maintenance.value;

  const turn = async (wanted: NewMaintenance) => {
    await answer(api.POST('/v1/admin/maintenance', { body: wanted }));
    form.clear();
    await maintenance.load();
  };

  const begin = () => {
    const { message, endsAt } = form.values;
    return turn({ on: true, ...(message ? { message } : {}), ...timeOf('endsAt', endsAt) });
  };

  return (
    <Section
      title="Maintenance"
      lead="Clients are told to come back later, and streams are closed. The back office and the command line go on."
    >
      <Trouble problem={maintenance.problem} retry={maintenance.load} />
      {!now && !maintenance.problem && <Skeleton h={60} />}
      {now?.on && (
        <>
          <p role="status">
            On since {dateTime(now.since ?? '')}: {now.message}
            {now.endsAt && ` It is expected to end at ${dateTime(now.endsAt)}.`}
          </p>
          <Refusal text={form.refusal} />
          <Button
            size="xs"
            loading={form.busy}
            onClick={() => void form.submit(() => turn({ on: false }))}
          >
            End the maintenance
          </Button>
        </>
      )}
      {now && !now.on && <p role="status">It is off.</p>}
      {now && !now.on && (
        <Form form={form} verb="Begin a maintenance" send={begin}>
          <TextInput
            label="What clients are told"
            placeholder="This exchange is under maintenance."
            maxLength={500}
            {...form.field('message')}
          />
          <TextInput label="Expected end" type="datetime-local" {...form.field('endsAt')} />
        </Form>
      )}
    </Section>
  );
}
