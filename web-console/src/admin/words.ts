import type {
  AccountBlock,
  AccountState,
  ApprovalStatus,
  JournalReason,
  KycCaseKind,
  Role,
  SuspensionReason,
  UserStatus,
} from '../api/types';

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

export const ACCOUNT_STATE_TEXT: Record<AccountState, string> = {
  NORMAL: 'Normal',
  CANCEL_ONLY: 'Cancels only',
  FROZEN: 'Frozen',
};

export const BLOCK_TEXT: Record<AccountBlock, string> = {
  TRADING: 'New orders',
  TRANSFERS: 'Money going out',
  ACCOUNT: 'Everything',
};

export const JOURNAL_REASON_TEXT: Record<JournalReason, string> = {
  INSTANT_FUNDING: 'Instant funding',
  PROMOTION: 'Promotion',
  CORRECTION: 'Correction',
  FEE_SETTLEMENT: 'Fee settlement',
  OWN_TRANSFER: 'Own transfer',
  LEGAL_ORDER: 'Legal order',
};

export const SUSPENSION_REASON_TEXT: Record<SuspensionReason, string> = {
  NONE: 'None',
  OPERATOR_DECISION: 'Decision of the operator',
  CLIENT_REQUEST: 'Request of the client',
  SECURITY: 'Security',
  COMPLIANCE: 'Compliance',
  LEGAL_ORDER: 'Legal order',
  RISK: 'Risk',
  CLOSING: 'The account is being closed',
};

export const APPROVAL_STATUS_TEXT: Record<ApprovalStatus, string> = {
  PENDING: 'Waiting',
  APPROVED: 'Approved',
  REJECTED: 'Rejected',
  FAILED: 'Failed',
};

export const CASE_KIND_TEXT: Record<KycCaseKind, string> = {
  REQUEST: 'Asked for by the client',
  SCREENING: 'About lists',
};

/** A constant as people read it: `ENDED_BY_STAFF` as `Ended by staff`. */
export function spoken(constant: string): string {
  const words = constant.toLowerCase().replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

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
