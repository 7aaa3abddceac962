// @vitest-environment jsdom
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeServer, Refused } from '../testing/FakeServer';
import { expectAccessible, show } from '../testing/screen';
import { RegisterScreen } from './RegisterScreen';
import { VerifyEmailScreen } from './VerifyEmailScreen';

const server = fakeServer();

describe('the link of a mail', () => {
  it('confirms the address by a click, and not by being opened', async () => {
    server.current.on('POST /v1/email-verifications/complete', null);
    show(<VerifyEmailScreen token="the-token" />);
    await expectAccessible();
    expect(server.current.received).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Confirm' }));
    await screen.findByRole('heading', { name: 'Your address is confirmed' });
    expect(server.current.received.map(({ body }) => body)).toEqual([{ token: 'the-token' }]);
    await expectAccessible();
  });

  it('says how to get another when it works no more', async () => {
    server.current.on(
      'POST /v1/email-verifications/complete',
      new Refused(400, 3070, 'This link was used.'),
    );
    show(<VerifyEmailScreen token="old" />);
    await userEvent.click(screen.getByRole('button', { name: 'Confirm' }));
    const again = await screen.findByRole('link', { name: 'Log in' });
    expect(again.getAttribute('href')).toBe('#/login');
    await expectAccessible();
  });
});

describe('who signs up', () => {
  it('is sent to the mailbox, and can have the mail again', async () => {
    server.current
      .on('POST /v1/auth/register', { registrationId: '1' })
      .on('POST /v1/auth/login', new Refused(401, 3073, 'Open the link.'))
      .on('POST /v1/email-verifications', null);
    show(<RegisterScreen />);
    await userEvent.type(screen.getByLabelText(/^Full name/), 'Ada Lovelace');
    await userEvent.type(screen.getByLabelText(/^E-mail/), 'ada@example.org');
    await userEvent.type(screen.getByLabelText(/^Password/), 'quinces in the attic{Enter}');
    await screen.findByRole('heading', { name: 'Check your mail' });
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Send the mail again' }));
    await screen.findByText(/another is on its way/);
    expect(server.current.asked('POST /v1/email-verifications')[0]?.body).toEqual({
      email: 'ada@example.org',
    });
  });
});
