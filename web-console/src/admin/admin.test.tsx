// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as files from '../base/download';
import { fakeServer, Refused } from '../testing/FakeServer';
import { ALL, approval, entry, GRACE, logInAs } from '../testing/people';
import { expectAccessible, show } from '../testing/screen';
import { Approvals } from './Approvals';
import { Audit } from './Audit';
import { adminSections } from './access';
import { SafeState } from './SafeState';
import { Users } from './Users';

const server = fakeServer();
let policies: object[];

beforeEach(() => {
  logInAs(ALL);
  policies = [{ action: 'user.roles', required: false }];
  server.current.on('GET /v1/admin/approvals/policies', () => ({ items: policies }));
});

describe('the back office', () => {
  it('is offered to staff, and to nobody else', () => {
    expect(adminSections(['ACCOUNT_READ', 'TRADE', 'ACCOUNTS_READ'])).toEqual([]);
    expect(adminSections(['USERS_PROTECT', 'USERS_READ'])).toEqual(['USERS']);
    expect(adminSections(['RESTRICTIONS', 'APPROVE'])).toEqual(['APPROVALS', 'RESTRICTIONS']);
    expect(adminSections(ALL)).toEqual([
      'USERS',
      'APPROVALS',
      'JOURNALS',
      'LEDGER',
      'AUDIT',
      'ANNOUNCEMENTS',
      'RESTRICTIONS',
      'SAFE_STATE',
    ]);
  });

  it('finds users by what is typed, and more of them page by page', async () => {
    server.current.on('GET /v1/admin/users', ({ query }: { query: URLSearchParams }) =>
      query.get('cursor')
        ? { items: [{ ...GRACE, id: '2', email: 'grant@example.org' }], nextCursor: null }
        : { items: [GRACE], nextCursor: 'next' },
    );
    show(<Users />);
    await screen.findByText('grace@example.org');
    await userEvent.type(screen.getByLabelText('Address begins with'), 'gra');
    await userEvent.selectOptions(screen.getByLabelText('Status'), 'Active');
    await userEvent.click(screen.getByRole('button', { name: 'Search' }));
    await waitFor(() => expect(server.current.asked('GET /v1/admin/users')).toHaveLength(2));
    expect(server.current.received[1]?.query.toString()).toBe('email=gra&status=ACTIVE&limit=50');
    await userEvent.click(await screen.findByRole('button', { name: 'Show more' }));
    await screen.findByText('grant@example.org');
    expect(screen.getByText('grace@example.org')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
    await expectAccessible();
  });

  it('shows what exactly is approved, and approves just that', async () => {
    server.current
      .on('GET /v1/admin/approvals', { items: [approval('user.roles', 'somebody')] })
      .on('POST /v1/admin/approvals/a1/approve', new Refused(409, 3065, 'It is other content.'));
    show(<Approvals />);
    await screen.findByText(/"grant": \[/);
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Approve' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Approve' }));
    await within(dialog).findByText(/It is other content\./);
    expect(server.current.asked('POST')[0]?.body).toEqual({ contentHash: 'h4sh' });
  });

  it('has an act need a second person, which then needs one itself', async () => {
    const policy = 'POST /v1/admin/approvals/policies/user.roles';
    server.current.on('GET /v1/admin/approvals', { items: [] }).on(policy, () => {
      policies = [{ action: 'user.roles', required: true, selfApprovalSeconds: 86400 }];
      return policies[0];
    });
    show(<Approvals />);
    await userEvent.click(await screen.findByRole('button', { name: /^Require .*: user\.roles$/ }));
    await screen.findByText('After 24 h');
    await expectAccessible();
    server.current.on(policy, approval('approvals.policy', 'me'));
    await userEvent.click(screen.getByRole('button', { name: /^Do without .*: user\.roles$/ }));
    await screen.findByText('It waits for a second person');
    expect(server.current.asked(policy).map(({ body }) => body)).toEqual([
      { required: true },
      { required: false },
    ]);
  });

  it('steps the exchange down with a reason', async () => {
    let now = { state: 'NORMAL', cause: 'OPERATOR' };
    server.current
      .on('GET /v1/admin/safe-state', () => now)
      .on('POST /v1/admin/safe-state', () => {
        now = { state: 'HALT', cause: 'OPERATOR' };
        return now;
      });
    show(<SafeState />);
    await userEvent.selectOptions(await screen.findByLabelText('From now on'), 'HALT');
    await userEvent.type(screen.getByLabelText('Reason'), 'A drill.');
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Set the state' }));
    await waitFor(() => expect(screen.getAllByText(/^Halted/)).toHaveLength(2));
    expect(server.current.asked('POST')[0]?.body).toEqual({ state: 'HALT', note: 'A drill.' });
  });

  it('calls it taking back when the own request is rejected', async () => {
    server.current
      .on('GET /v1/admin/approvals', { items: [approval('user.roles', 'me')] })
      .on('POST /v1/admin/approvals/a1/reject', {
        ...approval('user.roles', 'me'),
        status: 'REJECTED',
      });
    show(<Approvals />);
    await userEvent.click(await screen.findByRole('button', { name: 'Take back' }));
    const dialog = await screen.findByRole('dialog');
    server.current.on('GET /v1/admin/approvals', { items: [] });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Take back' }));
    await screen.findByText('Nothing waits for a second person.');
  });

  it('exports what passes the filter', async () => {
    const kept = vi.spyOn(files, 'download').mockImplementation(() => {});
    server.current
      .on('GET /v1/admin/audit', { items: [entry(9)], nextCursor: null })
      .on('GET /v1/admin/audit.csv', 'sequence,time');
    show(<Audit />);
    await userEvent.type(screen.getByLabelText('Who'), 'operator:root');
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-03-01T10:00' } });
    await userEvent.click(screen.getByRole('button', { name: 'Search' }));
    await userEvent.click(screen.getByRole('button', { name: 'Export as CSV' }));
    await waitFor(() => expect(kept).toHaveBeenCalledWith('audit.csv', expect.anything()));
    const { query } = server.current.received.at(-1) as { query: URLSearchParams };
    expect(query.get('actor')).toBe('operator:root');
    expect(query.get('from')).toBe(new Date('2026-03-01T10:00').toISOString());
    expect(query.get('to')).toBeNull();
  });

  it('says where the audit trail is damaged', async () => {
    server.current
      .on('GET /v1/admin/audit', { items: [entry(9)], nextCursor: null })
      .on('GET /v1/admin/audit/verification', {
        whole: false,
        entries: 8,
        head: '8:ab',
        damage: 'Entry 9 is not what was written.',
      });
    show(<Audit />);
    await userEvent.click(screen.getByRole('button', { name: 'Verify' }));
    await screen.findByText(/Only the first 8 entries .* Entry 9 is not what was written\./);
    await userEvent.type(screen.getByLabelText('What'), 'user.roles');
    await userEvent.click(screen.getByRole('button', { name: 'Search' }));
    await waitFor(() =>
      expect(server.current.received.at(-1)?.query.toString()).toBe('action=user.roles&limit=50'),
    );
    await expectAccessible();
  });
});
