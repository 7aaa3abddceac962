/**
 * The public edge: who may use which route and how much of it, from where, the contract ({@code
 * /openapi.json}, {@code /docs}), the pages of the errors ({@code /problems}), the console, the
 * WebSocket stream. Owns: config prefixes {@code http}, {@code limits}, {@code console} and {@code
 * stream}; cache keys {@code limit:}; endpoints {@code /v1/time}, {@code /v1/stream}.
 */
package bourse.gateway;
