import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';
import { addressOf } from '../base/route';
import styles from './NotFound.module.css';
import { useTitle } from './useTitle';

/** In place of a screen, when the address names nothing that is there. */
export function NotFound({ title, children }: { title: string; children: ReactNode }) {
  useTitle(title);
  return (
    <main className={styles.message}>
      <Alert color="gray" role="alert" title={title}>
        <p>{children}</p>
        <a href={addressOf({ screen: 'TRADE', symbol: null })}>Go to the trading screen</a>
      </Alert>
    </main>
  );
}
