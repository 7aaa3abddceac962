// @vitest-environment jsdom
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { session } from '../api/session';
import type { Explanation, LedgerCommand, TrialBalance } from '../api/types';
import { fakeServer } from '../testing/FakeServer';
import { logInAs, TIME } from '../testing/people';
import { expectAccessible, show } from '../testing/screen';
import { AdminArea } from './AdminArea';
import { LedgerCommandPage } from './LedgerCommandPage';

const server = fakeServer();

const TRIAL: TrialBalance = {
  lines: [
    {
      code: '1010',
      type: 'ASSET',
      title: "Clients' money at the bank",
      holder: 'HOUSE',
      account: '1',
      currency: 'USD',
      debit: '100.000000',
    },
    {
      code: '2010',
      type: 'LIABILITY',
      title: 'Clients, available',
      holder: 'CLIENT',
      currency: 'USD',
      credit: '100.000000',
    },
  ],
  totals: [{ currency: 'USD', debit: '100.000000', credit: '100.000000', balanced: true }],
};

const AMOUNTS = { balance: '100.000000', available: '90.000000', reserved: '10.000000' };

const EXPLANATION: Explanation = {
  account: '1007',
  currency: 'USD',
  opening: { balance: '0.000000', available: '0.000000', reserved: '0.000000' },
  changes: [{ type: 'DEPOSIT', postings: 1, ...AMOUNTS }],
  closing: AMOUNTS,
  adds: true,
  newest: [
    {
      id: '4194304',
      type: 'DEPOSIT',
      bucket: 'AVAILABLE',
      amount: '100.000000',
      balanceAfter: '100.000000',
      sequence: 4,
      transfer: 'wire-1',
      createdAt: TIME,
    },
  ],
};

const COMMAND: LedgerCommand = {
  sequence: 4,
  transfer: {
    sequence: 4,
    reference: '00000000-0000-0000-0000-000000000009',
    type: 'DEPOSIT',
    from: '1',
    to: '1007',
    currency: 'USD',
    amount: '100.000000',
    at: TIME,
  },
  postings: EXPLANATION.newest.map((posting) => ({ account: '1007', currency: 'USD', posting })),
  followedBy: [],
};

beforeEach(() => {
  session.state.set({ phase: 'SIGNED_IN', sessionId: 's1' });
  logInAs(['LEDGER_READ', 'MONEY_BOOK']);
  server.current
    .on('GET /v1/me/totp', () => ({ enabled: true, locked: false, recoveryCodesLeft: 0 }))
    .on('GET /v1/me/passkeys', { items: [] })
    .on('GET /v1/admin/ledger/trial-balance', TRIAL)
    .on('GET /v1/admin/ledger/balance-sheet', {
      lines: [],
      totals: [],
      segregation: [
        {
          currency: 'USD',
          held: '90.000000',
          owedToClients: '100.000000',
          ofTheFirm: '-10.000000',
          covered: false,
        },
      ],
    });
});

describe('the ledger', () => {
  it('shows both sides of each account, and where clients money is missing', async () => {
    show(<AdminArea section="LEDGER" />);
    const trial = await screen.findByRole('region', { name: 'Trial balance' });
    expect(within(trial).getByText('Clients, available')).toBeTruthy();
    expect(await screen.findByText('No: money is missing')).toBeTruthy();
    await expectAccessible();
  });

  it('explains a balance down to its commands', async () => {
    server.current
      .on('GET /v1/admin/ledger/accounts/1007', {
        account: '1007',
        kind: 'CLIENT',
        name: 'Grace',
        items: [{ currency: 'USD', ...AMOUNTS }],
      })
      .on('GET /v1/admin/ledger/accounts/1007/explain', EXPLANATION);
    show(<AdminArea section="LEDGER" />);
    await userEvent.type(await screen.findByLabelText(/^Number/), '1007{Enter}');
    await userEvent.click(await screen.findByRole('button', { name: 'Explain USD' }));
    expect(await screen.findByText('wire-1')).toBeTruthy();
    expect(screen.getByRole('link', { name: '4' }).getAttribute('href')).toBe('#/admin/ledger/4');
    await expectAccessible();
  });

  it('takes a command back, with a category', async () => {
    server.current
      .on('GET /v1/admin/ledger/commands/4', COMMAND)
      .on('POST /v1/admin/ledger/reversals', { replayed: false });
    show(<AdminArea section="LEDGER" one={<LedgerCommandPage sequence="4" />} />);
    await userEvent.type(await screen.findByLabelText('Note'), 'twice');
    await userEvent.click(screen.getByRole('button', { name: 'Take it back' }));
    await screen.findByText('It is taken back.');
    expect(server.current.asked('POST /v1/admin/ledger/reversals')[0]?.body).toEqual({
      sequence: 4,
      category: 'CORRECTION',
      note: 'twice',
    });
  });
});
