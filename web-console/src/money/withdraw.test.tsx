// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { WithdrawalPage } from '../admin/WithdrawalPage';
import { Withdrawals } from '../admin/Withdrawals';
import { fakeServer, Refused } from '../testing/FakeServer';
import { logInAs } from '../testing/people';
import { expectAccessible, show } from '../testing/screen';
import { AddressBook } from './AddressBook';
import { NewWithdrawal } from './NewWithdrawal';
import { OneWithdrawal } from './OneWithdrawal';

const server = fakeServer();
const TIME = '2026-03-01T10:00:00.000000Z';
const ID = '00000000-0000-7000-8000-00000000000e';
const BOOK_ID = '00000000-0000-7000-8000-00000000000f';

const METHODS = {
  kinds: [
    {
      name: 'BANK',
      title: 'Bank account',
      onChain: false,
      fields: [{ name: 'iban', title: 'IBAN', hint: 'such as DE89…', required: false }],
    },
  ],
  items: [
    {
      kind: 'BANK',
      currency: 'USD',
      rail: 'bank',
      minimum: '1',
      decimals: 2,
      fee: '5',
      open: true,
    },
  ],
};

const BENEFICIARY = {
  id: BOOK_ID,
  label: 'Home',
  kind: 'BANK',
  name: 'Ada King',
  fields: { iban: 'DE89370400440532013000' },
  selfHosted: false,
  own: true,
  createdAt: TIME,
  usableAt: TIME,
};

const SETTINGS = {
  addresses: 'LISTED',
  limits: { level: 'Verified', currency: 'USD', left: '500' },
};

const WITHDRAWAL = {
  id: ID,
  beneficiary: BOOK_ID,
  destination: {
    kind: 'BANK',
    name: 'Ada King',
    fields: { iban: 'DE89370400440532013000' },
    selfHosted: false,
  },
  currency: 'USD',
  amount: '100',
  fee: '5',
  total: '105',
  status: 'UNCONFIRMED',
  contentHash: 'abc123',
  createdAt: TIME,
  updatedAt: TIME,
  expiresAt: TIME,
};

const STAFF = {
  withdrawal: {
    id: ID,
    user: 'u',
    account: '1007',
    kind: 'BANK',
    rail: 'bank',
    currency: 'USD',
    amount: '100',
    fee: '5',
    status: 'IN_REVIEW',
    reasons: ['The level Basic leaves 20 USD at the moment.'],
    approvalsNeeded: 1,
    createdAt: TIME,
    updatedAt: TIME,
  },
  destination: WITHDRAWAL.destination,
  originator: { name: 'Ada King', account: '1007' },
  contentHash: 'abc123',
  asConfirmed: true,
  sends: 0,
  approvals: [],
  history: [{ status: 'IN_REVIEW', actor: 'user:u', note: '', at: TIME }],
  movements: [],
};

describe('sending money out', () => {
  it('asks for it, and goes on to the confirmation', async () => {
    server.current
      .on('GET /v1/withdrawal-methods', METHODS)
      .on('GET /v1/beneficiaries', { items: [BENEFICIARY] })
      .on('GET /v1/withdrawal-settings', SETTINGS)
      .on('POST /v1/withdrawals', WITHDRAWAL);
    show(<NewWithdrawal />);
    await userEvent.type(await screen.findByLabelText(/^Amount in USD/), '100');
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }));
    await waitFor(() => expect(window.location.hash).toBe(`#/withdraw/${ID}`));
    const asked = server.current.asked('POST /v1/withdrawals').at(-1);
    expect(asked?.body).toEqual({ beneficiary: BOOK_ID, currency: 'USD', amount: '100' });
    expect(asked?.headers.get('Idempotency-Key')).toBeTruthy();
  });

  it('confirms exactly what is shown, with a code', async () => {
    let status = 'UNCONFIRMED';
    server.current
      .on(`GET /v1/withdrawals/${ID}`, () => ({
        withdrawal: { ...WITHDRAWAL, status },
        history: [{ status: 'UNCONFIRMED', at: TIME }],
      }))
      .on('GET /v1/me/totp', { enabled: true, locked: false, recoveryCodesLeft: 8 })
      .on('GET /v1/me/passkeys', { items: [] })
      .on(`POST /v1/withdrawals/${ID}/confirmation`, ({ body }: { body: { totp: string } }) => {
        if (body.totp === '000000') {
          return new Refused(403, 3031, 'The code is wrong.');
        }
        status = 'SETTLED';
        return { ...WITHDRAWAL, status };
      });
    show(<OneWithdrawal id={ID} />);
    const code = await screen.findByLabelText(/^Code/);
    await userEvent.type(code, '000000');
    await userEvent.click(screen.getByRole('button', { name: 'Confirm the withdrawal' }));
    await screen.findByText('The code is wrong.');
    await userEvent.type(screen.getByLabelText(/^Code/), '123456');
    await userEvent.click(screen.getByRole('button', { name: 'Confirm the withdrawal' }));
    await screen.findByText('Gone out');
    expect(server.current.asked(`POST /v1/withdrawals/${ID}/confirmation`).at(-1)?.body).toEqual({
      contentHash: 'abc123',
      totp: '123456',
    });
  });

  it('keeps an address book', async () => {
    server.current
      .on('GET /v1/beneficiaries', { items: [BENEFICIARY] })
      .on('GET /v1/withdrawal-methods', METHODS)
      .on('GET /v1/withdrawal-settings', SETTINGS)
      .on('POST /v1/beneficiaries', BENEFICIARY)
      .on('POST /v1/withdrawal-settings', { ...SETTINGS, addresses: 'ANY' });
    show(<AddressBook />);
    await userEvent.type(await screen.findByLabelText(/^Beneficiary/), 'Ada King');
    await userEvent.type(screen.getByLabelText(/^IBAN/), 'DE89370400440532013000');
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Add' }));
    await waitFor(() =>
      expect(server.current.asked('POST /v1/beneficiaries').at(-1)?.body).toEqual({
        kind: 'BANK',
        name: 'Ada King',
        fields: { iban: 'DE89370400440532013000' },
      }),
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Turn it off' }));
    await waitFor(() =>
      expect(server.current.asked('POST /v1/withdrawal-settings').at(-1)?.body).toEqual({
        addresses: 'ANY',
      }),
    );
  });
});

describe('the staff', () => {
  it('sees what waits', async () => {
    logInAs(['WITHDRAWALS_READ', 'WITHDRAWALS_DECIDE', 'PAYMENTS_PAUSE', 'MONEY_BOOK']);
    server.current
      .on('GET /v1/admin/withdrawals', { items: [STAFF.withdrawal], nextCursor: null })
      .on('GET /v1/admin/withdrawal-switches', { items: [] })
      .on('GET /v1/withdrawal-methods', METHODS);
    show(<Withdrawals />);
    await screen.findByText(/leaves 20 USD/);
    await expectAccessible();
  });

  it('approves exactly what is shown', async () => {
    logInAs(['WITHDRAWALS_READ', 'WITHDRAWALS_DECIDE']);
    server.current
      .on(`GET /v1/admin/withdrawals/${ID}`, STAFF)
      .on(`POST /v1/admin/withdrawals/${ID}/approval`, STAFF);
    show(<WithdrawalPage id={ID} />);
    await userEvent.click(await screen.findByRole('button', { name: 'Approve' }));
    await userEvent.type(await screen.findByLabelText(/^Reason/), 'called back');
    const buttons = screen.getAllByRole('button', { name: 'Approve' });
    await userEvent.click(buttons[buttons.length - 1] as HTMLElement);
    await waitFor(() =>
      expect(
        server.current.asked(`POST /v1/admin/withdrawals/${ID}/approval`).at(-1)?.body,
      ).toEqual({ contentHash: 'abc123', note: 'called back' }),
    );
  });
});
