// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { fakeServer, Refused } from '../testing/FakeServer';
import { expectAccessible, show } from '../testing/screen';
import { ApiKeys } from './ApiKeys';

const server = fakeServer();
const TIME = '2026-03-01T10:00:00.000000Z';
const SECRET = 'y9Yk0nJ3xkq8xQ2Tt5wBz1m4dSgVfLhRcPeUoNaXi7E';

let keys: object[] = [];

beforeEach(() => {
  keys = [];
  server.current.on('GET /v1/me/api-keys', () => ({ items: keys }));
});

const key = (id: string, more: object = {}) => ({
  id,
  label: `Bot ${id}`,
  algorithm: 'HMAC_SHA256',
  scopes: ['READ', 'TRADE'],
  addresses: [],
  createdAt: TIME,
  ...more,
});

describe('the API keys', () => {
  it('are listed with their last use, and revoked', async () => {
    keys = [
      key('1', { lastUsedAt: TIME, lastUsedAddress: '203.0.113.7', addresses: ['203.0.113.0/24'] }),
      key('2', { expiresAt: TIME }),
    ];
    server.current.on('DELETE /v1/me/api-keys/1', () => {
      keys = keys.slice(1);
      return null;
    });
    show(<ApiKeys />);
    const used = (await screen.findByText('Bot 1')).closest('tr') as HTMLElement;
    expect(within(used).getByText(/from 203\.0\.113\.7$/)).toBeTruthy();
    expect(within(used).getByText('read, trade')).toBeTruthy();
    const other = screen.getByText('Bot 2').closest('tr') as HTMLElement;
    expect(within(other).getByText('Never')).toBeTruthy();
    expect(within(other).getByText('expired')).toBeTruthy();
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Revoke the key Bot 1' }));
    await waitFor(() => expect(screen.queryByText('Bot 1')).toBeNull());
    expect(screen.getByText('Bot 2')).toBeTruthy();
  });

  it('of HMAC show their secret once', async () => {
    server.current.on('POST /v1/me/api-keys', () => {
      keys = [key('3')];
      return { apiKey: key('3'), secret: SECRET };
    });
    show(<ApiKeys />);
    await screen.findByText('None.');
    await userEvent.type(screen.getByLabelText(/^Label/), 'Bot 3');
    await userEvent.click(screen.getByRole('radio', { name: 'HMAC-SHA256' }));
    await userEvent.click(screen.getByLabelText(/^Place, amend/));
    await userEvent.type(screen.getByLabelText(/^From these/), '203.0.113.7, 10.0.0.0/8');
    await userEvent.click(screen.getByRole('button', { name: 'Make the key' }));
    const dialog = await screen.findByRole('dialog', { name: 'The new key' });
    expect(within(dialog).getByText(SECRET)).toBeTruthy();
    await expectAccessible();
    await userEvent.keyboard('{Escape}');
    expect(screen.getByRole('dialog')).toBeTruthy();
    await userEvent.click(within(dialog).getByRole('button', { name: 'I have kept it' }));
    await waitFor(() => expect(screen.queryByText(SECRET)).toBeNull());
    await screen.findByText('Bot 3');
    expect(server.current.asked('POST /v1/me/api-keys')[0]?.body).toEqual({
      label: 'Bot 3',
      algorithm: 'HMAC_SHA256',
      scopes: ['READ', 'TRADE'],
      addresses: ['203.0.113.7', '10.0.0.0/8'],
    });
  });

  it('of Ed25519 take a public key, and say what is wrong with it', async () => {
    server.current.on('POST /v1/me/api-keys', ({ body }: { body: { publicKey: string } }) => {
      if (body.publicKey !== 'right') {
        const message = 'publicKey is an Ed25519 public key.';
        return new Refused(400, 1002, message, [{ field: 'publicKey', rule: 'key', message }]);
      }
      keys = [key('4', { algorithm: 'ED25519', publicKey: 'right' })];
      return { apiKey: keys[0] };
    });
    show(<ApiKeys />);
    await userEvent.type(await screen.findByLabelText(/^Label/), 'Bot 4');
    const field = screen.getByLabelText(/^Public key/);
    await userEvent.type(field, 'wrong');
    await userEvent.click(screen.getByRole('button', { name: 'Make the key' }));
    await screen.findByText('publicKey is an Ed25519 public key.');
    await expectAccessible();
    await userEvent.clear(field);
    await userEvent.type(field, 'right');
    await userEvent.click(screen.getByRole('button', { name: 'Make the key' }));
    const dialog = await screen.findByRole('dialog', { name: 'The new key' });
    expect(within(dialog).queryByLabelText('Secret')).toBeNull();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Done' }));
    await screen.findByText('Bot 4');
  });
});
