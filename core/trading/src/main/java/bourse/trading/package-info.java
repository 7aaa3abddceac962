/**
 * The order API: checks what a client asks for, submits it to the exchange, and tells what became
 * of it.
 *
 * <p>Owns no tables. Routes: {@code /v1/orders…}, {@code /v1/trades}. Channel: {@code orders}.
 */
package bourse.trading;
