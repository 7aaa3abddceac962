/**
 * Who is who. Owns: tables users, accounts (those of users), sessions, revoked_families,
 * totp_factors, recovery_codes, passkeys, trusted_devices, login_places, mail_links,
 * login_failures, api_keys; cache keys {@code auth:refresh:}, {@code auth:passkey:} and {@code
 * auth:proof:}; config prefix {@code auth}; endpoints {@code /v1/auth}, {@code /v1/me}, {@code
 * /v1/password-resets}, {@code /v1/email-verifications}, {@code /v1/account-freezes} and {@code
 * /v1/.well-known/jwks.json}.
 *
 * <p>An access token says which session it belongs to and nothing else that is trusted: roles,
 * status and the session itself are looked up live, so a removal works on the next request.
 *
 * <p>A program signs each request with an API key instead: {@link bourse.auth.SignedRequest}.
 *
 * <p>What is left of a session is deleted once its last token has expired. What has to outlive it,
 * such as the reuse of a refresh token, is put on record: {@link bourse.platform.audit.Audit}.
 */
package bourse.auth;
