import type { AdminSection } from '../base/route';

/**
 * Which pages of the back office are offered to whom. What a role may do there is the server's to say, which
 * refuses the rest.
 */
const OFFERED: Record<AdminSection, readonly string[]> = {
  USERS: ['SUPERADMIN', 'ADMIN', 'ACCOUNTANT', 'COMPLIANCE', 'SUPPORT'],
  APPROVALS: ['SUPERADMIN', 'ADMIN', 'ACCOUNTANT', 'COMPLIANCE', 'TECHNICAL'],
  AUDIT: ['SUPERADMIN', 'COMPLIANCE'],
  ANNOUNCEMENTS: ['SUPERADMIN', 'ADMIN'],
  RESTRICTIONS: ['SUPERADMIN', 'ADMIN', 'TECHNICAL'],
};

/** The pages for somebody with these roles, in the order of the menu. Nobody but staff has any. */
export function adminSections(roles: readonly string[]): AdminSection[] {
  return (Object.keys(OFFERED) as AdminSection[]).filter((section) =>
    OFFERED[section].some((role) => roles.includes(role)),
  );
}
