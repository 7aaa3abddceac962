import { Button, Skeleton } from '@mantine/core';
import { describe } from '../api/problem';
import { session } from '../api/session';
import type { MarketSymbol, Wallet } from '../api/types';
import { Decimal } from '../base/decimal';
import { exact } from '../base/format';
import { addressOf } from '../base/route';
import { useStore } from '../base/store';
import styles from './Balances.module.css';
import figures from './figures.module.css';
import { loadWallets, wallets } from './ownAccount';
import { Empty, Panel } from './Panel';

/** Own balances, those of the chosen symbol first. */
export function Balances({ symbol }: { symbol: MarketSymbol }) {
  const state = useStore(session.state);
  const { value, problem } = useStore(wallets);
  return (
    <Panel title="Balances">
      <div className={styles.scroll} data-testid="balances">
        {state.phase === 'ANONYMOUS' ? (
          <Empty>
            <span>
              <a href={addressOf({ screen: 'LOGIN' })}>Log in</a> to see your balances.
            </span>
          </Empty>
        ) : value ? (
          <Rows wallets={value} symbol={symbol} />
        ) : problem ? (
          <Empty>
            {describe(problem)}
            <Button size="xs" variant="default" onClick={() => void loadWallets()}>
              Try again
            </Button>
          </Empty>
        ) : (
          <div className={styles.waiting}>
            <Skeleton h={12} />
            <Skeleton h={12} />
            <Skeleton h={12} />
          </div>
        )}
      </div>
    </Panel>
  );
}

function Rows({ wallets: all, symbol }: { wallets: Wallet[]; symbol: MarketSymbol }) {
  if (all.length === 0) {
    return <Empty>No money here yet. Balances appear with your first deposit.</Empty>;
  }
  const place = (wallet: Wallet) =>
    wallet.currency === symbol.base ? 0 : wallet.currency === symbol.quote ? 1 : 2;
  const sorted = [...all].sort((a, b) => place(a) - place(b));
  return (
    <table className={`${figures.table} ${styles.table}`}>
      <thead>
        <tr>
          <th scope="col">Asset</th>
          <th scope="col">Available</th>
          <th scope="col">In orders</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((wallet) => (
          <tr key={wallet.currency} data-currency={wallet.currency}>
            <td className={styles.currency}>{wallet.currency}</td>
            <td title={`Balance ${exact(wallet.balance)}`}>{exact(wallet.available, 2)}</td>
            <td className={Decimal.of(wallet.reserved).sign() === 0 ? 'muted' : undefined}>
              {exact(wallet.reserved, 2)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
