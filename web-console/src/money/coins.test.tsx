// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { Chains } from '../admin/Chains';
import { fakeServer } from '../testing/FakeServer';
import { logInAs } from '../testing/people';
import { expectAccessible, show } from '../testing/screen';
import { CoinDeposit } from './CoinDeposit';

const server = fakeServer();
const TIME = '2026-03-01T10:00:00.000000Z';
const ID = '00000000-0000-8000-8000-00000000000d';
const BTC = {
  asset: 'BTC',
  chain: 'bitcoin',
  network: 'regtest',
  decimals: 8,
  confirmations: 3,
  open: true,
};
const ETH = {
  asset: 'ETH',
  chain: 'ethereum',
  network: '1',
  decimals: 9,
  confirmations: 64,
  open: false,
};
const DEPOSIT = {
  id: ID,
  asset: 'BTC',
  chain: 'bitcoin',
  transaction: 'ab'.repeat(32),
  address: 'bcrt1qfirst',
  amount: '1.5',
  status: 'CONFIRMING',
  confirmations: 1,
  confirmationsNeeded: 3,
  credited: '0',
  debited: '0',
  seenAt: TIME,
  updatedAt: TIME,
};

describe('paying in coins', () => {
  it('shows the address with a QR code, another one, and what came', async () => {
    server.current
      .on('GET /v1/crypto-assets', { items: [BTC, ETH] })
      .on('POST /v1/deposit-addresses', ({ body }: { body: { fresh?: boolean } }) => ({
        ...BTC,
        id: ID,
        assets: ['BTC'],
        address: body.fresh ? 'bcrt1qother' : 'bcrt1qfirst',
        uri: 'bitcoin:bcrt1q',
        qrCode: '<svg xmlns="http://www.w3.org/2000/svg"/>',
        createdAt: TIME,
      }))
      .on('GET /v1/crypto-deposits', { items: [DEPOSIT], nextCursor: null });
    show(<CoinDeposit />);
    await screen.findByText('bcrt1qfirst');
    screen.getByRole('img', { name: 'QR code of the address for BTC' });
    await screen.findByText('Being confirmed: 1 of 3 blocks');
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Another address' }));
    await screen.findByText('bcrt1qother');
    await userEvent.selectOptions(screen.getByLabelText('Asset'), '1');
    await screen.findByText(/^Ethereum is not followed at the moment/);
  });

  it('is not there where no chain is taken', async () => {
    server.current.on('GET /v1/crypto-assets', { items: [] });
    show(<CoinDeposit />);
    await waitFor(() => expect(server.current.asked('GET /v1/crypto-assets')).toHaveLength(1));
    expect(screen.queryByText('Pay in coins')).toBeNull();
  });
});

describe('chains in the back office', () => {
  it('are shown with what came, which is dealt with', async () => {
    logInAs(['PAYMENTS_READ', 'MONEY_BOOK']);
    let attention: string | undefined = 'OWED';
    const deposit = () => ({
      ...DEPOSIT,
      user: 'u',
      account: '1007',
      place: '0',
      exact: '150000000',
      dust: '0',
      status: 'TAKEN_BACK',
      owed: '0.5',
      attention,
    });
    const detail = () => ({
      deposit: deposit(),
      movements: [
        {
          id: 'm1',
          reference: 'bitcoin:reorganised:abab:0#1',
          kind: 'TAKE_BACK',
          amount: '1',
          status: 'BOOKED',
          createdAt: TIME,
        },
      ],
    });
    server.current
      .on('GET /v1/admin/crypto', {
        items: [
          {
            chain: 'bitcoin',
            network: 'regtest',
            assets: ['BTC'],
            confirmations: 3,
            readBlock: 7,
            nodeBlock: 9,
            trouble: 'The Bitcoin node gave no answer',
            hasNodeSecret: true,
            dust: [],
          },
        ],
      })
      .on('GET /v1/admin/crypto-deposits', () => ({ items: [deposit()], nextCursor: null }))
      .on(`GET /v1/admin/crypto-deposits/${ID}`, detail)
      .on(`POST /v1/admin/crypto-deposits/${ID}/resolution`, () => {
        attention = undefined;
        return detail();
      });
    show(<Chains />);
    await screen.findByText('The Bitcoin node gave no answer');
    await userEvent.click(await screen.findByRole('button', { name: /^Show the deposit of 1.5/ }));
    await screen.findByText('bitcoin:reorganised:abab:0#1');
    await expectAccessible();
    await userEvent.type(screen.getByLabelText(/^What was done/), 'written off');
    await userEvent.click(screen.getByRole('button', { name: 'It is dealt with' }));
    await waitFor(() => expect(screen.queryByLabelText(/^What was done/)).toBeNull());
  });
});
