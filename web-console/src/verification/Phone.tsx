import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../api/client';
import type { KycStanding } from '../api/types';
import { useForm } from '../api/useForm';
import { clockTime, dateTime } from '../base/format';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';

/** Shows that the person has a telephone, by a code that is sent there. */
export function Phone({
  held,
  changed,
}: {
  held: KycStanding['labels'][number] | undefined;
  changed: () => Promise<void>;
}) {
  const [another, setAnother] = useState(false);
  const [sent, setSent] = useState<{ phone: string; expiresAt: string } | null>(null);

  const done = async () => {
    setSent(null);
    setAnother(false);
    await changed();
  };

  return (
    <Section title="Telephone" lead="We send a code of six digits to it, which you type in here.">
      {held && !another && (
        <>
          <p role="status">Confirmed on {dateTime(held.since)}.</p>
          <Button size="xs" variant="default" onClick={() => setAnother(true)}>
            Another telephone
          </Button>
        </>
      )}
      {(!held || another) && !sent && <NumberForm onSent={setSent} />}
      {sent && <Code {...sent} onDone={done} onBack={() => setSent(null)} />}
    </Section>
  );
}

function NumberForm({ onSent }: { onSent: (sent: { phone: string; expiresAt: string }) => void }) {
  const form = useForm(['phone']);

  const send = async () => {
    const phone = form.values.phone.replace(/[\s()/-]/g, '');
    const { expiresAt } = await answer(api.POST('/v1/kyc/phone', { body: { phone } }));
    onSent({ phone, expiresAt });
  };

  return (
    <Form form={form} verb="Send a code" send={send}>
      <TextInput
        label="Number"
        description="With the country first: +49 30 123456."
        type="tel"
        autoComplete="tel"
        required
        maxLength={30}
        {...form.field('phone')}
      />
    </Form>
  );
}

function Code({
  phone,
  expiresAt,
  onDone,
  onBack,
}: {
  phone: string;
  expiresAt: string;
  onDone: () => Promise<void>;
  onBack: () => void;
}) {
  const form = useForm(['code']);

  const confirm = async () => {
    const code = form.values.code.replace(/\s/g, '');
    await answer(api.POST('/v1/kyc/phone/confirmation', { body: { code } }));
    await onDone();
  };

  return (
    <Form
      form={form}
      verb="Confirm"
      send={confirm}
      besides={
        <Button variant="default" w="fit-content" onClick={onBack}>
          Another number or code
        </Button>
      }
    >
      <TextInput
        label={`The code that was sent to ${phone}`}
        description={`It works until ${clockTime(expiresAt)}.`}
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        autoFocus
        maxLength={7}
        {...form.field('code')}
      />
    </Form>
  );
}
