import { Card } from '../account/Card';
import { session } from '../api/session';
import { addressOf } from '../base/route';
import { useStore } from '../base/store';
import { Area } from '../shell/Area';
import { CoinDeposit } from './CoinDeposit';
import { DepositList } from './DepositList';
import { NewDeposit } from './NewDeposit';
import { OneDeposit } from './OneDeposit';

const PLACE = { label: 'Deposit', address: addressOf({ screen: 'DEPOSIT', deposit: null }) };

/** Where a client pays in. `deposit` is the one that is shown alone. */
export function DepositScreen({ deposit }: { deposit: string | null }) {
  const { phase } = useStore(session.state);
  if (phase !== 'SIGNED_IN') {
    return (
      <Card
        title="Deposit"
        lead={
          phase === 'CHECKING' ? (
            'One moment.'
          ) : (
            <>
              <a href={addressOf({ screen: 'LOGIN' })}>Log in</a> to pay in.
            </>
          )
        }
      />
    );
  }
  return (
    <Area name="Money" places={[PLACE]} current={PLACE}>
      {deposit ? (
        <OneDeposit key={deposit} id={deposit} />
      ) : (
        <>
          <NewDeposit />
          <DepositList />
          <CoinDeposit />
        </>
      )}
    </Area>
  );
}
