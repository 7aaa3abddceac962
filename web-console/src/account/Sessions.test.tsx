// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeServer, Refused } from '../testing/FakeServer';
import { expectAccessible, show } from '../testing/screen';
import { Sessions } from './Sessions';

const server = fakeServer();

const HERE = of('1', 'Chrome on Linux', true);
const PHONE = of('2', 'Safari on iPhone', false);
const BOT = of('3', 'Browser', false);

describe('the sessions', () => {
  it('are listed, with the present one marked', async () => {
    server.current.on('GET /v1/me/sessions', { items: [HERE, PHONE], nextCursor: null });
    show(<Sessions />);
    const here = (await screen.findByText('Chrome on Linux')).closest('tr') as HTMLElement;
    expect(within(here).getByText('this one')).toBeTruthy();
    expect(within(here).getByRole('button', { name: /^Log out: Chrome on Linux/ })).toBeTruthy();
    const phone = screen.getByText('Safari on iPhone').closest('tr') as HTMLElement;
    expect(within(phone).queryByText('this one')).toBeNull();
    await expectAccessible();
  });

  it('end one by one, and all but this one at once', async () => {
    let live = [HERE, PHONE, BOT, of('4', 'Firefox on Windows', false)];
    server.current
      .on('GET /v1/me/sessions', () => ({ items: live, nextCursor: null }))
      .on('DELETE /v1/me/sessions/2', () => {
        live = live.filter((one) => one !== PHONE);
        return null;
      })
      .on('DELETE /v1/me/sessions', () => {
        live = [HERE];
        return null;
      });
    show(<Sessions />);
    await userEvent.click(await screen.findByRole('button', { name: /^End: Safari on iPhone/ }));
    await waitFor(() => expect(screen.queryByText('Safari on iPhone')).toBeNull());
    expect(screen.getByText('Firefox on Windows')).toBeTruthy();

    await userEvent.click(screen.getByRole('button', { name: 'End all others' }));
    await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(2));
    expect(live).toEqual([HERE]);
    expect(screen.queryByRole('button', { name: 'End all others' })).toBeNull();
  });

  it('that cannot be ended stay, and it is said why', async () => {
    server.current
      .on('GET /v1/me/sessions', { items: [HERE, PHONE], nextCursor: null })
      .on('DELETE /v1/me/sessions/2', new Refused(503, 4004, 'The cache is away.'));
    show(<Sessions />);
    await userEvent.click(await screen.findByRole('button', { name: /^End: Safari on iPhone/ }));
    await screen.findByText(/The cache is away\./);
    expect(screen.getByText('Safari on iPhone')).toBeTruthy();
  });

  it('that could not be fetched can be asked for again', async () => {
    server.current.on('GET /v1/me/sessions', new Refused(503, 4001, 'It is starting.'));
    show(<Sessions />);
    await screen.findByText(/It is starting\./);
    server.current.on('GET /v1/me/sessions', { items: [HERE], nextCursor: null });
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('Chrome on Linux');
    expect(screen.queryByText(/It is starting\./)).toBeNull();
  });
});

function of(id: string, device: string, current: boolean) {
  const time = '2026-03-01T10:00:00.000000Z';
  return { id, device, createdAt: time, lastUsedAt: time, expiresAt: time, current };
}
