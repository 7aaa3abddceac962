/**
 * The back office: users and roles, approvals, announcements, operator acts, the audit trail. Owns
 * the tables {@code admin_audit}, {@code admin_audit_head}, {@code approvals}, {@code
 * approval_policies}, {@code announcements} and {@code payment_references}; endpoints {@code
 * /operator} on the management port, {@code /v1/admin}, {@code /v1/setup} and {@code
 * /v1/announcements} on the public one. Each act takes the same way from either port.
 */
package bourse.admin;
