// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { session } from '../api/session';
import { fakeServer, Refused } from '../testing/FakeServer';
import { expectAccessible, show } from '../testing/screen';
import { LoginScreen } from './LoginScreen';
import { Security } from './Security';
import { StepUpDialog } from './StepUpDialog';

const server = fakeServer();
const TIME = '2026-03-01T10:00:00.000000Z';
const CODES = ['abcd-efgh-2345-67ij', 'bcde-fghi-3456-7ijk'];
const TOKENS = { accessToken: 't', tokenType: 'Bearer', expiresIn: 300, sessionId: 's' };
const STEP_UP = new Refused(403, 3033, 'Show a factor again first.');

let totp = { enabled: false, locked: false, recoveryCodesLeft: 0 };
let passkeys: object[] = [];
let devices: object[] = [];

beforeEach(() => {
  totp = { enabled: false, locked: false, recoveryCodesLeft: 0 };
  passkeys = [];
  devices = [];
  server.current
    .on('GET /v1/me/totp', () => totp)
    .on('GET /v1/me/passkeys', () => ({ items: passkeys }))
    .on('GET /v1/me/trusted-devices', () => ({ items: devices }));
});

describe('the second factor', () => {
  it('is turned on by a first code, and gives recovery codes that are shown once', async () => {
    server.current
      .on('POST /v1/me/totp', {
        secret: 'JBSWY3DPEHPK3PXP',
        uri: 'otpauth://totp/x',
        qrCode: '<svg xmlns="http://www.w3.org/2000/svg"/>',
      })
      .on('POST /v1/me/totp/confirmation', ({ body }: { body: { code: string } }) => {
        if (body.code !== '123456') {
          return new Refused(403, 3031, 'That is not the code of now.');
        }
        totp = { enabled: true, locked: false, recoveryCodesLeft: 2 };
        return { recoveryCodes: CODES };
      });
    show(<Security />);
    await userEvent.click(await screen.findByRole('button', { name: 'Set up' }));
    const picture = await screen.findByRole('img', { name: /QR code/ });
    expect(picture.getAttribute('src')).toMatch(/^data:image\/svg\+xml,%3Csvg/);
    expect(screen.getByText('JBSW Y3DP EHPK 3PXP')).toBeTruthy();
    await expectAccessible();

    const field = screen.getByLabelText(/^The code that the app shows/);
    await userEvent.type(field, '000 000{Enter}');
    await screen.findByText('That is not the code of now.');
    await userEvent.clear(field);
    await userEvent.type(field, '123 456{Enter}');
    const dialog = await screen.findByRole('dialog', { name: 'Recovery codes' });
    for (const code of CODES) {
      expect(within(dialog).getByText(code)).toBeTruthy();
    }
    await expectAccessible();
    await userEvent.keyboard('{Escape}');
    expect(screen.getByRole('dialog')).toBeTruthy();
    await userEvent.click(within(dialog).getByRole('button', { name: 'I have kept them' }));
    await waitFor(() => expect(screen.queryByText(CODES[0] ?? '')).toBeNull());
    await screen.findByText('On. 2 recovery codes are left.');
  });

  it('is asked for at a login, with the password kept, and a recovery code does too', async () => {
    server.current.on('POST /v1/auth/login', ({ body }: { body: Record<string, unknown> }) => {
      if (body.recoveryCode) {
        return TOKENS;
      }
      return body.totp
        ? new Refused(401, 3031, 'It was used before.')
        : new Refused(401, 3030, 'A second factor is needed.');
    });
    const begun = vi.spyOn(session, 'begin').mockResolvedValue();
    show(<LoginScreen />);
    await userEvent.type(screen.getByLabelText(/^E-mail/), 'ada@example.org');
    await userEvent.type(screen.getByLabelText(/^Password/), 'a long sentence here{Enter}');
    await screen.findByRole('heading', { name: 'Second factor' });
    await expectAccessible();
    await userEvent.type(screen.getByLabelText(/^Code/), '123456{Enter}');
    await screen.findByText('It was used before.');
    await userEvent.click(screen.getByRole('button', { name: 'Use a recovery code' }));
    await userEvent.click(screen.getByLabelText(/^Ask this device/));
    await userEvent.type(screen.getByLabelText(/^Recovery code/), `${CODES[0]}{Enter}`);
    await waitFor(() => expect(begun).toHaveBeenCalledOnce());
    expect(server.current.asked('POST /v1/auth/login').at(-1)?.body).toMatchObject({
      email: 'ada@example.org',
      password: 'a long sentence here',
      recoveryCode: CODES[0],
      trustDevice: true,
      client: 'BROWSER',
    });
  });

  it('is shown again where the server wants it, and what was asked is then done', async () => {
    totp = { enabled: true, locked: false, recoveryCodesLeft: 2 };
    let shown = false;
    server.current
      .on('POST /v1/auth/step-up', ({ body }: { body: Record<string, unknown> }) => {
        shown = body.totp === '123456';
        return shown ? { until: TIME } : new Refused(403, 3031, 'Wrong.');
      })
      .on('DELETE /v1/me/totp', () => {
        if (!shown) {
          return STEP_UP;
        }
        totp = { enabled: false, locked: false, recoveryCodesLeft: 0 };
        return null;
      });
    show(
      <>
        <Security />
        <StepUpDialog />
      </>,
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Turn off' }));
    const dialog = await screen.findByRole('dialog', { name: 'Is it you?' });
    await userEvent.type(await within(dialog).findByLabelText(/^Code/), '999999{Enter}');
    await within(dialog).findByText('Wrong.');
    await userEvent.type(within(dialog).getByLabelText(/^Code/), '123456{Enter}');
    await screen.findByText('Off.');
    expect(server.current.asked('DELETE /v1/me/totp')).toHaveLength(2);
  });

  it('that nobody shows leaves all as it is, and says what was refused', async () => {
    totp = { enabled: true, locked: false, recoveryCodesLeft: 2 };
    server.current.on('POST /v1/me/recovery-codes', STEP_UP);
    show(
      <>
        <Security />
        <StepUpDialog />
      </>,
    );
    await userEvent.click(await screen.findByRole('button', { name: 'New recovery codes' }));
    const dialog = await screen.findByRole('dialog', { name: 'Is it you?' });
    await within(dialog).findByLabelText(/^Code/);
    await expectAccessible();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Close' }));
    await screen.findByText(/Show a factor again first\./);
    expect(server.current.asked('POST /v1/me/recovery-codes')).toHaveLength(1);
  });

  it('is the password for who has no other', async () => {
    server.current.on('POST /v1/me/totp', STEP_UP).on('POST /v1/auth/step-up', { until: TIME });
    show(
      <>
        <Security />
        <StepUpDialog />
      </>,
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Set up' }));
    const dialog = await screen.findByRole('dialog', { name: 'Is it you?' });
    await userEvent.type(await within(dialog).findByLabelText(/^Password/), 'mine{Enter}');
    await waitFor(() => expect(server.current.asked('POST /v1/me/totp')).toHaveLength(2));
    expect(server.current.asked('POST /v1/auth/step-up')[0]?.body).toEqual({ password: 'mine' });
  });
});

describe('security', () => {
  it('lists passkeys and trusted devices, and takes them away', async () => {
    passkeys = [{ id: 'p1', name: 'My phone', backedUp: true, flagged: true, createdAt: TIME }];
    devices = [
      { id: 'd1', name: 'Chrome on Linux', createdAt: TIME, lastUsedAt: TIME, expiresAt: TIME },
    ];
    server.current
      .on('DELETE /v1/me/passkeys/p1', () => {
        passkeys = [];
        return null;
      })
      .on('DELETE /v1/me/trusted-devices/d1', () => {
        devices = [];
        return null;
      });
    show(<Security />);
    await screen.findByText('refused: there may be a copy of it');
    await userEvent.click(screen.getByRole('button', { name: 'Remove the passkey My phone' }));
    await waitFor(() => expect(screen.queryByText('My phone')).toBeNull());
    await userEvent.click(screen.getByRole('button', { name: 'Trust no more: Chrome on Linux' }));
    await screen.findByText('No device is trusted.');
  });
});
