import type { ReactNode } from 'react';
import { useTitle } from '../shell/useTitle';
import styles from './Card.module.css';

/** A page with one thing on it. `below` says where else to go. */
export function Card({
  title,
  lead,
  below,
  children,
}: {
  title: string;
  lead: ReactNode;
  below?: ReactNode;
  children?: ReactNode;
}) {
  useTitle(title);
  return (
    <main className={styles.page}>
      <section className={styles.card}>
        <h1>{title}</h1>
        <p className={styles.lead}>{lead}</p>
        {children}
        {below && <div className={styles.below}>{below}</div>}
      </section>
    </main>
  );
}
