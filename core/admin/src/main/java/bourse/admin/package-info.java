/**
 * Operator acts and the audit trail. Owns the tables {@code admin_audit}, {@code admin_audit_head}
 * and {@code payment_references}.
 */
package bourse.admin;
