// @vitest-environment jsdom
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeServer, Refused } from '../testing/FakeServer';
import { expectAccessible, show } from '../testing/screen';
import { FreezeScreen } from './FreezeScreen';

const server = fakeServer();

describe('the link of a mail about a login', () => {
  it('freezes the account by a click, and not by being opened', async () => {
    server.current.on('POST /v1/account-freezes', null);
    show(<FreezeScreen token="the-token" />);
    await expectAccessible();
    expect(server.current.received).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Freeze my account' }));
    await screen.findByRole('heading', { name: 'Your account is frozen' });
    expect(server.current.received.map(({ body }) => body)).toEqual([{ token: 'the-token' }]);
    const back = screen.getByRole('link', { name: 'choose a new password by mail' });
    expect(back.getAttribute('href')).toBe('#/forgot-password');
    await expectAccessible();
  });

  it('says what to do when it works no more', async () => {
    server.current.on('POST /v1/account-freezes', new Refused(400, 3070, 'This link was used.'));
    show(<FreezeScreen token="old" />);
    await userEvent.click(screen.getByRole('button', { name: 'Freeze my account' }));
    await screen.findByRole('link', { name: 'choose a new password' });
    await expectAccessible();
  });
});
