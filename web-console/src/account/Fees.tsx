import { Alert, Button, Skeleton } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { answer, api } from '../api/client';
import { asProblem, describe } from '../api/problem';
import type { FeeList } from '../api/types';
import { exact } from '../base/format';
import { type Loadable, NOT_LOADED } from '../stream/feeds';
import styles from './Card.module.css';
import { feeLead, nextTier } from './feeWords';

/** What the account pays, and what it has to trade to pay less. */
export function Fees({ ready }: { ready: boolean }) {
  const [fees, setFees] = useState<Loadable<FeeList>>(NOT_LOADED);

  const load = useCallback(async () => {
    try {
      setFees({ value: await answer(api.GET('/v1/fees')), problem: null });
    } catch (error) {
      setFees((before) => ({ ...before, problem: asProblem(error) }));
    }
  }, []);

  useEffect(() => {
    if (ready) {
      void load();
    }
  }, [ready, load]);

  return (
    <section className={styles.section}>
      <h2>Fees</h2>
      <p>{feeLead(fees.value)}</p>
      {fees.problem && (
        <Alert color="red" role="alert" mb="sm">
          {describe(fees.problem)}{' '}
          <Button size="compact-xs" variant="default" onClick={() => void load()}>
            Try again
          </Button>
        </Alert>
      )}
      {!fees.value && !fees.problem && <Skeleton h={120} />}
      {fees.value && (
        <div className={styles.tableScroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Symbol</th>
                <th scope="col">Maker, basis points</th>
                <th scope="col">Taker, basis points</th>
                <th scope="col">Next tier</th>
              </tr>
            </thead>
            <tbody>
              {fees.value.items.map((item) => (
                <tr key={item.symbol}>
                  <td>{item.symbol}</td>
                  <td>{exact(item.makerBasisPoints)}</td>
                  <td>{exact(item.takerBasisPoints)}</td>
                  <td>{nextTier(item, fees.value?.volume?.currency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
