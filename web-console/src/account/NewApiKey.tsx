import { Checkbox, SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../api/client';
import type { CreatedApiKey, KeyScope } from '../api/types';
import { useForm } from '../api/useForm';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';

type Algorithm = 'ED25519' | 'HMAC_SHA256';

const SCOPES: { value: KeyScope; label: string }[] = [
  { value: 'READ', label: 'See balances, orders and trades' },
  { value: 'TRADE', label: 'Place, amend and cancel orders' },
  { value: 'WITHDRAW', label: 'Send money out: from named addresses only' },
];

/** Makes a key. `onCreated` shows what is told once. */
export function NewApiKey({ onCreated }: { onCreated: (key: CreatedApiKey) => Promise<void> }) {
  const form = useForm(['label', 'publicKey', 'addresses', 'expiresAt'], ['scopes']);
  const [algorithm, setAlgorithm] = useState<Algorithm>('ED25519');
  const [scopes, setScopes] = useState<KeyScope[]>(['READ']);

  const create = async () => {
    const { label, publicKey, addresses, expiresAt } = form.values;
    const from = addresses.split(/[\s,]+/).filter((one) => one !== '');
    const created = await answer(
      api.POST('/v1/me/api-keys', {
        body: {
          label: label.trim(),
          algorithm,
          scopes,
          ...(algorithm === 'ED25519' && { publicKey: publicKey.trim() }),
          ...(from.length > 0 && { addresses: from }),
          ...(expiresAt && { expiresAt: new Date(`${expiresAt}T23:59:59`).toISOString() }),
        },
      }),
    );
    form.clear();
    await onCreated(created);
  };

  return (
    <Section
      title="New key"
      lead="With Ed25519 the private key stays with you. With HMAC the exchange makes a secret and shows it once."
    >
      <Form form={form} verb="Make the key" send={create}>
        <TextInput label="Label" required maxLength={100} {...form.field('label')} />
        <SegmentedControl
          aria-label="How it signs"
          value={algorithm}
          onChange={(value) => setAlgorithm(value as Algorithm)}
          data={[
            { value: 'ED25519', label: 'Ed25519' },
            { value: 'HMAC_SHA256', label: 'HMAC-SHA256' },
          ]}
        />
        {algorithm === 'ED25519' && (
          <Textarea
            label="Public key"
            description="Of openssl pkey -in bot.pem -pubout. Never paste the private key."
            required
            rows={4}
            maxLength={500}
            spellCheck={false}
            {...form.field('publicKey')}
          />
        )}
        <Checkbox.Group
          label="What it may do"
          value={scopes}
          onChange={(value) => setScopes(value as KeyScope[])}
          error={form.errors.scopes}
        >
          <Stack gap="xs" mt="xs">
            {SCOPES.map(({ value, label }) => (
              <Checkbox key={value} value={value} label={label} />
            ))}
          </Stack>
        </Checkbox.Group>
        <TextInput
          label="From these addresses only"
          placeholder="203.0.113.7, 2001:db8::/48"
          {...form.field('addresses')}
        />
        <TextInput label="Until the end of" type="date" {...form.field('expiresAt')} />
      </Form>
    </Section>
  );
}
