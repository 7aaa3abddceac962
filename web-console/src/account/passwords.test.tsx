// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeServer, Refused } from '../testing/FakeServer';
import { expectAccessible, show } from '../testing/screen';
import { ChangePassword } from './ChangePassword';
import { ForgotPasswordScreen } from './ForgotPasswordScreen';
import { ResetPasswordScreen } from './ResetPasswordScreen';

const server = fakeServer();
const SENTENCE = 'quinces in the attic';

describe('a forgotten password', () => {
  it('is asked for by mail, and the page does not tell whether there is such a user', async () => {
    server.current.on('POST /v1/password-resets', null);
    show(<ForgotPasswordScreen />);
    await expectAccessible();
    await userEvent.type(screen.getByLabelText(/^E-mail/), ' ada@example.org {Enter}');
    await screen.findByText(/^If ada@example.org has an account here/);
    expect(server.current.asked('POST /v1/password-resets')[0]?.body).toEqual({
      email: 'ada@example.org',
    });
    await expectAccessible();
  });

  it('is replaced by the link of the mail, once the new one is good enough', async () => {
    server.current.on(
      'POST /v1/password-resets/complete',
      ({ body }: { body: Record<string, string> }) =>
        body.newPassword === SENTENCE
          ? null
          : new Refused(400, 3006, 'Too easy to guess.', [
              { field: 'newPassword', rule: 'blocklist', message: 'Choose another.' },
            ]),
    );
    show(<ResetPasswordScreen token="the-token" />);
    await expectAccessible();
    const field = screen.getByLabelText(/^New password/);
    await userEvent.type(field, 'password password{Enter}');
    await screen.findByText('Choose another.');
    await userEvent.clear(field);
    await userEvent.type(field, `${SENTENCE}{Enter}`);
    await screen.findByRole('heading', { name: 'Your password is new' });
    expect(server.current.asked('POST /v1/password-resets/complete').at(-1)?.body).toEqual({
      token: 'the-token',
      newPassword: SENTENCE,
    });
  });

  it('needs another link when this one was used', async () => {
    server.current.on(
      'POST /v1/password-resets/complete',
      new Refused(400, 3070, 'This link was used.'),
    );
    show(<ResetPasswordScreen token="old" />);
    await userEvent.type(screen.getByLabelText(/^New password/), `${SENTENCE}{Enter}`);
    const another = await screen.findByRole('link', { name: 'Ask for another' });
    expect(another.getAttribute('href')).toBe('#/forgot-password');
    await expectAccessible();
  });
});

describe('a new password', () => {
  it('needs the present one, and empties the form', async () => {
    server.current.on('POST /v1/me/password', ({ body }: { body: Record<string, string> }) =>
      body.currentPassword === 'the present one' ? null : new Refused(401, 3002, 'It is wrong.'),
    );
    show(<ChangePassword />);
    await expectAccessible();
    const present = screen.getByLabelText(/^Present password/);
    await userEvent.type(present, 'not the present one');
    await userEvent.type(screen.getByLabelText(/^New password/), `${SENTENCE}{Enter}`);
    await screen.findByText(/It is wrong/);
    await userEvent.clear(present);
    await userEvent.type(present, 'the present one{Enter}');
    await waitFor(() => expect((present as HTMLInputElement).value).toBe(''));
    expect(server.current.asked('POST /v1/me/password').at(-1)?.body).toEqual({
      currentPassword: 'the present one',
      newPassword: SENTENCE,
    });
  });
});
