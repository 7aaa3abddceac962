import type { Permission } from '../api/types';
import type { AdminSection } from '../base/route';

/** What each page of the back office needs, in the order of the menu. */
const NEEDED: Record<AdminSection, Permission> = {
  USERS: 'USERS_READ',
  KYC: 'KYC_READ',
  APPROVALS: 'APPROVE',
  JOURNALS: 'MONEY_BOOK',
  LEDGER: 'LEDGER_READ',
  PAYMENTS: 'PAYMENTS_READ',
  CHAINS: 'PAYMENTS_READ',
  WITHDRAWALS: 'WITHDRAWALS_READ',
  AUDIT: 'AUDIT_READ',
  ANNOUNCEMENTS: 'ANNOUNCE',
  RESTRICTIONS: 'RESTRICTIONS',
  SAFE_STATE: 'VENUE_STATE',
};

/** The pages for somebody with these permissions. Nobody but staff has any. */
export function adminSections(permissions: readonly Permission[]): AdminSection[] {
  return (Object.keys(NEEDED) as AdminSection[]).filter((section) =>
    permissions.includes(NEEDED[section]),
  );
}
