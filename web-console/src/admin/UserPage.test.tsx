// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import type { UserProfile } from '../api/types';
import { fakeServer, Refused } from '../testing/FakeServer';
import { ALL, approval, entry, GRACE, logInAs, TIME } from '../testing/people';
import { expectAccessible, show } from '../testing/screen';
import { UserPage } from './UserPage';

const server = fakeServer();
const USER = `/v1/admin/users/${GRACE.id}`;

const BOT = {
  id: 'k1',
  label: 'Bot',
  algorithm: 'ED25519',
  scopes: ['READ'],
  addresses: [],
  createdAt: TIME,
};

const ORDER = {
  id: '7',
  symbol: 'BTC-USD',
  side: 'BUY',
  type: 'LIMIT',
  price: '100',
  quantity: '2',
  filledQuantity: '0.5',
  status: 'PARTIALLY_FILLED',
  createdAt: TIME,
};

let profile: UserProfile;
let keys: object[];
let sessions: object[];

beforeEach(() => {
  logInAs(ALL);
  keys = [BOT];
  sessions = [
    session('1', true),
    { ...session('2', false), endedAt: TIME, endedBecause: 'ENDED_BY_USER' },
  ];
  profile = {
    user: GRACE,
    phone: '+4930123456',
    factors: { app: true, appLocked: false, passkeys: 2, recoveryCodes: 9, trustedDevices: 1 },
    wrongPasswords: { count: 6, locked: false, pausedUntil: TIME },
    lastLogins: [],
    account: {
      state: 'CANCEL_ONLY',
      blocks: ['TRADING'],
      reason: 'SECURITY',
      feeExempt: false,
      balances: [{ currency: 'USD', balance: '12.50', available: '10', reserved: '2.50' }],
    },
    audit: [entry(3)],
  };
  server.current
    .on(`GET ${USER}/profile`, () => profile)
    .on(`GET ${USER}/sessions`, () => ({ items: sessions, nextCursor: null }))
    .on(`GET ${USER}/api-keys`, () => ({ items: keys }));
});

describe('the page about a user', () => {
  it('tells everything, and a name is only text', async () => {
    await open();
    for (const text of [
      'grace@example.org',
      '+4930123456',
      /^6 in a row: none is looked at until/,
      'On',
      'Cancels only',
      '12.5',
      'user.roles',
    ]) {
      expect(await screen.findByText(text)).toBeTruthy();
    }
    await screen.findByText('Live');
    await screen.findByText('Ended by user');
    await screen.findByText('Bot');
    expect(document.querySelector('img')).toBeNull();
    await expectAccessible();
  });

  it('offers what the permissions of the reader allow', async () => {
    logInAs(['USERS_READ', 'USERS_PROTECT']);
    delete profile.account;
    delete profile.audit;
    await open();
    await screen.findByRole('button', { name: 'Revoke the key Bot' });
    const offered = screen.getAllByRole('button').map(({ textContent }) => textContent);
    expect(offered).toEqual([
      'Freeze',
      'Unlock',
      'Confirm address',
      'End',
      'End all sessions',
      'Revoke',
    ]);
    for (const part of ['Roles', 'Account 1007', 'History']) {
      expect(screen.queryByRole('heading', { name: part })).toBeNull();
    }
    await expectAccessible();
  });

  it('offers nothing against oneself', async () => {
    logInAs(ALL, { id: GRACE.id });
    delete profile.wrongPasswords;
    await open();
    await screen.findByText('you');
    await screen.findByText('Bot');
    for (const act of [
      'Freeze',
      'Suspend',
      'Confirm address',
      'Reset the factors',
      'Change the roles',
      'Set the blocks',
      'Book the deposit',
      'Look as the user',
    ]) {
      expect(screen.queryByRole('button', { name: act })).toBeNull();
    }
  });

  it.each([
    ['Freeze', 'freeze'],
    ['Suspend', 'suspend'],
    ['Unlock', 'unlock'],
    ['Confirm address', 'verify-email'],
  ])('asks for a reason: %s', async (word, verb) => {
    server.current.on(`POST ${USER}/${verb}`, () => {
      delete profile.wrongPasswords;
      profile = { ...profile, user: { ...GRACE, status: 'FROZEN' } };
      return profile.user;
    });
    await open();
    await act(word, 'Asked on the phone.');
    await screen.findByRole('button', { name: 'Activate' });
    expect(server.current.asked(`POST ${USER}/${verb}`)[0]?.body).toEqual({
      note: 'Asked on the phone.',
    });
    expect(screen.queryByRole('button', { name: 'Unlock' })).toBeNull();
  });

  it('resets factors, when a second person agrees', async () => {
    server.current.on(`POST ${USER}/reset-factors`, approval('user.reset-factors', 'somebody'));
    await open();
    await act('Reset the factors', 'Lost the phone.', 'Reset');
    await screen.findByText('It waits for a second person');
    expect(screen.getByRole('button', { name: 'Reset the factors' })).toBeTruthy();
  });

  it('says that a change of roles waits for a second person', async () => {
    server.current.on(`POST ${USER}/roles`, approval('user.roles', 'somebody'));
    await open();
    await userEvent.click(screen.getByLabelText('Support'));
    await userEvent.click(screen.getByLabelText('Member'));
    await userEvent.click(screen.getByRole('button', { name: 'Change the roles' }));
    await screen.findByText('It waits for a second person');
    expect(server.current.asked(`POST ${USER}/roles`)[0]?.body).toEqual({
      grant: ['SUPPORT'],
      revoke: ['MEMBER'],
      note: '',
    });
  });

  it('ends one session, and all', async () => {
    server.current
      .on(`POST ${USER}/sessions/1/end`, () => {
        sessions = [session('1', false), session('3', true)];
        return null;
      })
      .on(`POST ${USER}/sessions/end`, () => {
        sessions = [session('1', false), session('3', false)];
        return null;
      });
    await open();
    await act(/^End: Phone 1/, 'Lost the phone.', 'End');
    await screen.findByRole('button', { name: /^End: Phone 3/ });
    await act('End all sessions', 'Lost everything.', 'End');
    await waitFor(() => expect(screen.queryByRole('button', { name: /^End/ })).toBeNull());
    expect(server.current.asked(`POST ${USER}/sessions`).map(({ body }) => body)).toEqual([
      { note: 'Lost the phone.' },
      { note: 'Lost everything.' },
    ]);
  });

  it('revokes a key, or says why not', async () => {
    const revoke = `POST ${USER}/api-keys/k1/revoke`;
    server.current.on(revoke, new Refused(403, 3003, 'You may not.'));
    await open();
    await act('Revoke the key Bot', 'Seen in a paste.', 'Revoke');
    await screen.findByText(/You may not\./);
    server.current.on(revoke, () => {
      keys = [];
      return null;
    });
    await userEvent.click(screen.getByRole('button', { name: 'Revoke' }));
    await waitFor(() => expect(screen.queryByText('Bot')).toBeNull());
    expect(server.current.asked(revoke).at(-1)?.body).toEqual({ note: 'Seen in a paste.' });
  });

  it('books a deposit once', async () => {
    server.current.on('POST /v1/admin/deposits', { replayed: true });
    await open();
    for (const [label, text] of [
      [/^Currency/, 'usd'],
      [/^Amount/, '100.50'],
      [/^Reference/, 'wire-1'],
    ] as const) {
      await userEvent.type(screen.getByLabelText(label), text);
    }
    await userEvent.click(screen.getByRole('button', { name: 'Book the deposit' }));
    await screen.findByText('wire-1 was booked before, and is not booked again.');
    expect(server.current.asked('POST /v1/admin/deposits')[0]?.body).toEqual({
      account: '1007',
      currency: 'USD',
      amount: '100.50',
      reference: 'wire-1',
      note: '',
    });
  });

  it('looks at orders with a token of its own, for a reason', async () => {
    server.current
      .on(`POST ${USER}/view`, { accessToken: 'view-token', expiresIn: 300 })
      .on('GET /v1/orders', { items: [ORDER], nextCursor: null })
      .on('GET /v1/trades', { items: [], nextCursor: null });
    await open();
    await act('Look as the user', 'Says that an order is missing.', 'Look');
    await screen.findByText('Buy, Limit');
    await screen.findByText('No trades.');
    const [read] = server.current.asked('GET /v1/orders');
    expect(read?.headers.get('Authorization')).toBe('Bearer view-token');
    expect(server.current.asked(`POST ${USER}/view`)[0]?.body).toEqual({
      note: 'Says that an order is missing.',
    });
    await expectAccessible();
  });

  it('sets the blocks with a reason, and takes them away without', async () => {
    const blocks = 'POST /v1/admin/accounts/1007/blocks';
    server.current.on(blocks, ({ body }: { body: { blocks: []; reason: 'RISK' } }) => {
      profile = { ...profile, account: { ...accountOf(profile), ...body } };
      return accountOf(profile);
    });
    await open();
    await userEvent.click(screen.getByLabelText('Money going out'));
    await userEvent.selectOptions(screen.getByLabelText(/^Why/), 'Risk');
    await userEvent.click(screen.getByRole('button', { name: 'Set the blocks' }));
    await screen.findByText('New orders, Money going out');
    await userEvent.click(screen.getByLabelText('New orders'));
    await userEvent.click(screen.getByLabelText('Money going out'));
    await userEvent.click(screen.getByRole('button', { name: 'Set the blocks' }));
    await screen.findByText('Nothing');
    expect(server.current.asked(blocks).map(({ body }) => body)).toEqual([
      { blocks: ['TRADING', 'TRANSFERS'], reason: 'RISK', note: '' },
      { blocks: [], reason: 'NONE', note: '' },
    ]);
  });
});

async function open(): Promise<void> {
  show(<UserPage user={GRACE.id} />);
  await screen.findByRole('heading', { name: GRACE.fullName });
}

async function act(button: string | RegExp, reason: string, verb = String(button)): Promise<void> {
  await userEvent.click(await screen.findByRole('button', { name: button }));
  const dialog = await screen.findByRole('dialog');
  await expectAccessible();
  await userEvent.type(within(dialog).getByLabelText(/^Reason/), reason);
  await userEvent.click(within(dialog).getByRole('button', { name: verb }));
}

function accountOf({ account }: UserProfile) {
  if (!account) {
    throw new Error('The test has taken the account away');
  }
  return account;
}

function session(id: string, live: boolean) {
  return {
    id,
    device: `Phone ${id}`,
    address: '203.0.113.7',
    createdAt: TIME,
    lastUsedAt: TIME,
    expiresAt: TIME,
    live,
  };
}
