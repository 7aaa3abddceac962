import {
  Button,
  Checkbox,
  Group,
  SegmentedControl,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../api/client';
import type { CreatedApiKey, KeyScope } from '../api/types';
import { useSubmit } from '../api/useSubmit';
import { Section } from '../shell/Area';
import { Refusal } from '../shell/Trouble';

type Algorithm = 'ED25519' | 'HMAC_SHA256';

const SCOPES: { value: KeyScope; label: string }[] = [
  { value: 'READ', label: 'See balances, orders and trades' },
  { value: 'TRADE', label: 'Place, amend and cancel orders' },
  { value: 'WITHDRAW', label: 'Send money out: from named addresses only' },
];

const FIELDS = ['label', 'publicKey', 'scopes', 'addresses', 'expiresAt'];

/** Makes a key. `onCreated` shows what is told once. */
export function NewApiKey({ onCreated }: { onCreated: (key: CreatedApiKey) => Promise<void> }) {
  const [label, setLabel] = useState('');
  const [algorithm, setAlgorithm] = useState<Algorithm>('ED25519');
  const [publicKey, setPublicKey] = useState('');
  const [scopes, setScopes] = useState<KeyScope[]>(['READ']);
  const [addresses, setAddresses] = useState('');
  const [until, setUntil] = useState('');
  const { messages, busy, submit } = useSubmit(FIELDS);

  const create = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      const from = addresses.split(/[\s,]+/).filter((one) => one !== '');
      const created = await answer(
        api.POST('/v1/me/api-keys', {
          body: {
            label: label.trim(),
            algorithm,
            scopes,
            ...(algorithm === 'ED25519' && { publicKey: publicKey.trim() }),
            ...(from.length > 0 && { addresses: from }),
            ...(until && { expiresAt: new Date(`${until}T23:59:59`).toISOString() }),
          },
        }),
      );
      setLabel('');
      setPublicKey('');
      await onCreated(created);
    });
  };

  return (
    <Section
      title="New key"
      lead="With Ed25519 the private key stays with you. With HMAC the exchange makes a secret and shows it once."
    >
      <form onSubmit={create}>
        <Stack gap="sm" maw={520}>
          <Refusal text={messages.form} />
          <TextInput
            label="Label"
            required
            maxLength={100}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
            error={messages.fields.label}
          />
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
              value={publicKey}
              onChange={(event) => setPublicKey(event.currentTarget.value)}
              error={messages.fields.publicKey}
            />
          )}
          <Checkbox.Group
            label="What it may do"
            value={scopes}
            onChange={(value) => setScopes(value as KeyScope[])}
            error={messages.fields.scopes}
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
            value={addresses}
            onChange={(event) => setAddresses(event.currentTarget.value)}
            error={messages.fields.addresses}
          />
          <TextInput
            label="Until the end of"
            type="date"
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
            error={messages.fields.expiresAt}
          />
          <Group>
            <Button type="submit" loading={busy}>
              Make the key
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
