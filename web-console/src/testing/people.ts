import { me } from '../account/me';
import type { Approval, AuditEntry, Me, Permission, User } from '../api/types';

export const TIME = '2026-03-01T10:00:00.000000Z';

/** A user with a name that is only text. */
export const GRACE: User = {
  id: '00000000-0000-0000-0000-000000000007',
  account: '1007',
  email: 'grace@example.org',
  fullName: '<img src=x onerror=alert(1)>',
  roles: ['MEMBER'],
  status: 'ACTIVE',
  createdAt: TIME,
};

/** What a superadmin may do in the back office. */
export const ALL: Permission[] = [
  'USERS_READ',
  'USERS_EXPORT',
  'USERS_PROTECT',
  'USERS_SUSPEND',
  'USERS_FACTORS',
  'USERS_VIEW',
  'ROLES',
  'ACCOUNTS_READ',
  'ACCOUNTS_BLOCK',
  'LEDGER_READ',
  'MONEY_BOOK',
  'VENUE_STATE',
  'RESTRICTIONS',
  'ANNOUNCE',
  'AUDIT_READ',
  'APPROVE',
];

/** Has somebody with these permissions use the page. */
export function logInAs(permissions: Permission[], more: Partial<Me> = {}): void {
  const ada: Me = {
    id: 'me',
    account: '1001',
    email: 'ada@example.org',
    fullName: 'Ada Lovelace',
    roles: [],
    permissions,
    status: 'ACTIVE',
    createdAt: TIME,
    ...more,
  };
  me.set({ value: ada, problem: null });
}

/** An entry of the audit trail about Grace. */
export function entry(sequence: number): AuditEntry {
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

/** What somebody asked for about Grace, and waits. */
export function approval(action: string, makerId: string): Approval {
  return {
    id: 'a1',
    action,
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
