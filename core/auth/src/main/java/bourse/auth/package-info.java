/**
 * Who is who. Owns: tables users, accounts (those of users), sessions, revoked_families; cache keys
 * {@code auth:refresh:}; config prefix {@code auth}; endpoints {@code /v1/auth} and {@code /v1/me}.
 *
 * <p>An access token says which session it belongs to and nothing else that is trusted: roles,
 * status and the session itself are looked up live, so a removal works on the next request.
 */
package bourse.auth;
