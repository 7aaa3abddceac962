/**
 * All SQL migrations, under {@code schema/} on the class path, a folder per owner: {@code identity}
 * (users, accounts, sessions, KYC), {@code exchange} (the projection), {@code operations}
 * (payments, audit).
 *
 * <p>Rules: one numbering over all folders, a new migration takes a number above every landed one;
 * a landed file is never changed; each statement runs unchanged on H2 and PostgreSQL, and may run
 * again after it was cut half-way ({@code if not exists}).
 */
package bourse.schema;
