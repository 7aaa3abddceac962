// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { fakeServer, Refused } from '../testing/FakeServer';
import { expectAccessible, show } from '../testing/screen';
import { Restrictions } from './Restrictions';

const server = fakeServer();
const TIME = '2026-03-01T10:00:00.000000Z';
const NET = {
  id: '1',
  kind: 'ADDRESS',
  target: '203.0.113.0/24',
  note: 'attacks',
  author: 'operator:root',
  createdAt: TIME,
};

let items: object[] = [];
let maintenance: object = { on: false };

beforeEach(() => {
  items = [NET];
  maintenance = { on: false };
  server.current
    .on('GET /v1/admin/restrictions', () => ({ items }))
    .on('GET /v1/admin/maintenance', () => maintenance);
});

describe('restrictions', () => {
  it('are listed, removed, and added by country', async () => {
    server.current
      .on('DELETE /v1/admin/restrictions/1', () => {
        items = [];
        return null;
      })
      .on('POST /v1/admin/restrictions', ({ body }: { body: { target: string } }) => {
        if (body.target !== 'KP') {
          const message = 'target is a country by two capital letters.';
          return new Refused(400, 1002, message, [{ field: 'target', rule: 'country', message }]);
        }
        items = [{ ...NET, id: '2', kind: 'COUNTRY', target: 'KP' }];
        return items[0];
      });
    show(<Restrictions />);
    await screen.findByText('203.0.113.0/24');
    await screen.findByText('It is off.');
    await expectAccessible();
    await userEvent.click(
      screen.getByRole('button', { name: 'Remove the restriction of 203.0.113.0/24' }),
    );
    await screen.findByText('None.');
    await userEvent.selectOptions(screen.getByLabelText('By'), 'Country');
    const field = screen.getByLabelText(/^Country, two letters/);
    await userEvent.type(field, 'North');
    await userEvent.type(screen.getByLabelText(/^Why/), 'sanctions');
    await userEvent.click(screen.getByRole('button', { name: 'Restrict' }));
    await screen.findByText('target is a country by two capital letters.');
    await userEvent.clear(field);
    await userEvent.type(field, 'KP');
    await userEvent.click(screen.getByRole('button', { name: 'Restrict' }));
    await screen.findByText('Country KP');
    expect(server.current.asked('POST /v1/admin/restrictions').at(-1)?.body).toEqual({
      kind: 'COUNTRY',
      target: 'KP',
      note: 'sanctions',
    });
  });

  it('stand beside the switch of maintenance', async () => {
    server.current.on('POST /v1/admin/maintenance', ({ body }: { body: { on: boolean } }) => {
      maintenance = body.on ? { on: true, message: 'Back soon.', since: TIME } : { on: false };
      return maintenance;
    });
    show(<Restrictions />);
    await userEvent.type(await screen.findByLabelText('What clients are told'), 'Back soon.');
    await userEvent.click(screen.getByRole('button', { name: 'Begin a maintenance' }));
    await screen.findByText(/: Back soon\.$/);
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'End the maintenance' }));
    await screen.findByText('It is off.');
    await waitFor(() =>
      expect(server.current.asked('POST /v1/admin/maintenance').map((one) => one.body)).toEqual([
        { on: true, message: 'Back soon.' },
        { on: false },
      ]),
    );
  });
});
