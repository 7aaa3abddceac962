import type { ApprovalStatus, Role, UserStatus } from '../api/types';

export const ROLE_TEXT: Record<Role, string> = {
  SUPERADMIN: 'Superadmin',
  ADMIN: 'Admin',
  ACCOUNTANT: 'Accountant',
  COMPLIANCE: 'Compliance',
  TECHNICAL: 'Technical',
  SUPPORT: 'Support',
  MEMBER: 'Member',
  BROKER: 'Broker',
  TRADER: 'Trader',
};

export const USER_STATUS_TEXT: Record<UserStatus, string> = {
  ACTIVE: 'Active',
  FROZEN: 'Frozen',
  DISABLED: 'Suspended',
};

export const APPROVAL_STATUS_TEXT: Record<ApprovalStatus, string> = {
  PENDING: 'Waiting',
  APPROVED: 'Approved',
  REJECTED: 'Rejected',
  FAILED: 'Failed',
};

/** JSON as people read it: one name a line. Text that is no JSON stays as it is. */
export function readable(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

/** The choices of a select: all of a kind, after one that narrows nothing. */
export function choices(texts: Record<string, string>, any: string) {
  return [
    { value: '', label: any },
    ...Object.entries(texts).map(([value, label]) => ({ value, label })),
  ];
}
