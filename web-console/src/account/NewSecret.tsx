import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { CreatedApiKey } from '../api/types';
import styles from './RecoveryCodes.module.css';

/** Shows the id of a new key and, once, its secret. Only the person's word that it is kept closes it. */
export function NewSecret({
  created,
  onKept,
}: {
  created: CreatedApiKey | null;
  onKept: () => void;
}) {
  return (
    <Modal
      opened={created !== null}
      onClose={onKept}
      title="The new key"
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      {created && <Content created={created} onKept={onKept} />}
    </Modal>
  );
}

function Content({ created, onKept }: { created: CreatedApiKey; onKept: () => void }) {
  const [copied, setCopied] = useState(false);
  const { apiKey, secret } = created;

  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };

  return (
    <Stack gap="sm">
      <Text size="sm">Your program names it in each request:</Text>
      <ul className={styles.codes} aria-label="Id of the key">
        <li>{apiKey.id}</li>
      </ul>
      {secret && (
        <>
          <Text size="sm">
            The secret that it signs with. Put it into a file that only the program can read: it is
            shown now and never again.
          </Text>
          <ul className={styles.codes} aria-label="Secret">
            <li>{secret}</li>
          </ul>
          <Group gap="xs">
            <Button size="xs" variant="default" onClick={() => void copy(secret)}>
              Copy the secret
            </Button>
            <Text size="sm" role="status">
              {copied && 'Copied.'}
            </Text>
          </Group>
        </>
      )}
      <Button onClick={onKept} fullWidth>
        {secret ? 'I have kept it' : 'Done'}
      </Button>
    </Stack>
  );
}
