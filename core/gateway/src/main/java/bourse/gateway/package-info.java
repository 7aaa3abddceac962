/**
 * The public edge: who is served at all, who may use which route and how much of it, from where,
 * requests that are sent again, the contract ({@code /openapi.json}, {@code /docs}), the pages of
 * the errors ({@code /problems}), the console, the WebSocket stream. Owns: tables {@code
 * idempotency_keys}, {@code restrictions} and {@code maintenance}; config prefixes {@code http},
 * {@code limits}, {@code console} and {@code stream}; cache keys {@code limit:}; endpoints {@code
 * /v1/time}, {@code /v1/stream}, {@code /v1/admin/restrictions} and {@code /v1/admin/maintenance}.
 */
package bourse.gateway;
