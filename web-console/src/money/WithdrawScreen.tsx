import type { ReactNode } from 'react';
import { Card } from '../account/Card';
import { session } from '../api/session';
import { addressOf } from '../base/route';
import { useStore } from '../base/store';
import { Area, type Place } from '../shell/Area';
import { AddressBook } from './AddressBook';
import { NewWithdrawal } from './NewWithdrawal';
import { OneWithdrawal } from './OneWithdrawal';
import { WithdrawalList } from './WithdrawalList';

const WITHDRAW = {
  label: 'Withdraw',
  address: addressOf({ screen: 'WITHDRAW', withdrawal: null }),
};
const BOOK = { label: 'Address book', address: addressOf({ screen: 'ADDRESS_BOOK' }) };

/** Where a client sends money out. `withdrawal` is the one that is shown alone. */
export function WithdrawScreen({ withdrawal }: { withdrawal: string | null }) {
  return (
    <Inside place={WITHDRAW}>
      {withdrawal ? (
        <OneWithdrawal key={withdrawal} id={withdrawal} />
      ) : (
        <>
          <NewWithdrawal />
          <WithdrawalList />
        </>
      )}
    </Inside>
  );
}

/** Where a client says where money may go. */
export function AddressBookScreen() {
  return (
    <Inside place={BOOK}>
      <AddressBook />
    </Inside>
  );
}

function Inside({ place, children }: { place: Place; children: ReactNode }) {
  const { phase } = useStore(session.state);
  if (phase !== 'SIGNED_IN') {
    return (
      <Card
        title={place.label}
        lead={
          phase === 'CHECKING' ? (
            'One moment.'
          ) : (
            <>
              <a href={addressOf({ screen: 'LOGIN' })}>Log in</a> to send money out.
            </>
          )
        }
      />
    );
  }
  return (
    <Area name="Money" places={[WITHDRAW, BOOK]} current={place}>
      {children}
    </Area>
  );
}
