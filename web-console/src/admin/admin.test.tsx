// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { me } from '../account/me';
import { fakeServer, Refused } from '../testing/FakeServer';
import { expectAccessible, show } from '../testing/screen';
import { Approvals } from './Approvals';
import { Audit } from './Audit';
import { adminSections } from './access';
import { UserDetail } from './UserDetail';
import { Users } from './Users';

const server = fakeServer();
const TIME = '2026-03-01T10:00:00.000000Z';
const GRACE = {
  id: '00000000-0000-0000-0000-000000000007',
  account: '1007',
  email: 'grace@example.org',
  fullName: '<img src=x onerror=alert(1)>',
  roles: ['MEMBER'],
  status: 'ACTIVE',
  createdAt: TIME,
};
const USER = `/v1/admin/users/${GRACE.id}`;

beforeEach(() => as('SUPERADMIN'));

describe('the back office', () => {
  it('is offered to staff, and to nobody else', () => {
    expect(adminSections(['MEMBER', 'BROKER', 'TRADER'])).toEqual([]);
    expect(adminSections(['MEMBER', 'SUPPORT'])).toEqual(['USERS']);
    expect(adminSections(['TECHNICAL'])).toEqual(['APPROVALS', 'RESTRICTIONS']);
    expect(adminSections(['SUPERADMIN'])).toEqual([
      'USERS',
      'APPROVALS',
      'AUDIT',
      'ANNOUNCEMENTS',
      'RESTRICTIONS',
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

  it('shows a user, with a name that is only text, and acts with a reason', async () => {
    let status = 'ACTIVE';
    server.current
      .on(`GET ${USER}`, () => ({ ...GRACE, status }))
      .on('GET /v1/admin/accounts/1007', {
        account: '1007',
        kind: 'CLIENT',
        name: '',
        state: 'ACTIVE',
        blocks: ['TRADING'],
        reason: 'SECURITY',
        feeExempt: false,
        selfTrades: false,
        version: 1,
      })
      .on('GET /v1/admin/audit', { items: [entry(3)], nextCursor: null })
      .on(`POST ${USER}/freeze`, () => {
        status = 'FROZEN';
        return { ...GRACE, status };
      });
    show(<UserDetail user={GRACE.id} />);
    await screen.findByRole('heading', { name: GRACE.fullName });
    expect(document.querySelector('img')).toBeNull();
    await screen.findByText('TRADING');
    await screen.findByText('user.roles');
    await expectAccessible();

    await userEvent.click(screen.getByRole('button', { name: 'Freeze' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(within(dialog).getByLabelText(/^Reason/), 'Asked on the phone.');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Freeze' }));
    await screen.findByText('Frozen');
    expect(server.current.asked(`POST ${USER}/freeze`)[0]?.body).toEqual({
      note: 'Asked on the phone.',
    });
    expect(screen.getByRole('button', { name: 'Activate' })).toBeTruthy();
  });

  it('says that a change of roles waits for a second person', async () => {
    server.current
      .on(`GET ${USER}`, GRACE)
      .on('GET /v1/admin/accounts/1007', new Refused(403, 3003, 'No.'))
      .on('GET /v1/admin/audit', { items: [], nextCursor: null })
      .on(`POST ${USER}/roles`, approval('somebody'));
    show(<UserDetail user={GRACE.id} />);
    await userEvent.click(await screen.findByLabelText('Support'));
    await userEvent.click(screen.getByLabelText('Member'));
    await userEvent.click(screen.getByRole('button', { name: 'Change the roles' }));
    await screen.findByText('It waits for a second person');
    expect(server.current.asked(`POST ${USER}/roles`)[0]?.body).toEqual({
      grant: ['SUPPORT'],
      revoke: ['MEMBER'],
      note: '',
    });
  });

  it('shows what exactly is approved, and approves just that', async () => {
    server.current
      .on('GET /v1/admin/approvals', { items: [approval('somebody')] })
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

  it('calls it taking back when the own request is rejected', async () => {
    server.current
      .on('GET /v1/admin/approvals', { items: [approval('me')] })
      .on('POST /v1/admin/approvals/a1/reject', { ...approval('me'), status: 'REJECTED' });
    show(<Approvals />);
    await userEvent.click(await screen.findByRole('button', { name: 'Take back' }));
    const dialog = await screen.findByRole('dialog');
    server.current.on('GET /v1/admin/approvals', { items: [] });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Take back' }));
    await screen.findByText('Nothing here.');
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

function as(role: string) {
  me.set({
    value: { ...GRACE, id: 'me', email: 'ada@example.org', roles: [role], status: 'ACTIVE' },
    problem: null,
  });
}

function entry(sequence: number) {
  return {
    id: `e${sequence}`,
    sequence,
    time: TIME,
    actor: 'user:me',
    action: 'user.roles',
    target: `user:${GRACE.id}`,
    notes: 'stands in',
    before: '["MEMBER"]',
    after: '["SUPPORT"]',
    previousHash: 'p',
    hash: 'h',
  };
}

function approval(makerId: string) {
  return {
    id: 'a1',
    action: 'user.roles',
    target: `user:${GRACE.id}`,
    content: '{"user":"7","roles":{"grant":["SUPPORT"],"revoke":[]}}',
    contentHash: 'h4sh',
    note: '',
    maker: `user:${makerId}`,
    makerId,
    status: 'PENDING',
    createdAt: TIME,
    expiresAt: TIME,
    alone: false,
  };
}
