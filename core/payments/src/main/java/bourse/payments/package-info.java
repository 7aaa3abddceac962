/**
 * Money that clients pay in through payment providers.
 *
 * <p>Owns the tables {@code deposits}, {@code payment_movements} and {@code payment_events}, the
 * settings {@code payments.*}, {@code /v1/deposits}, {@code /v1/deposit-methods}, {@code
 * /v1/webhooks/{provider}} and {@code /v1/admin/payments}. A {@link bourse.payments.Connector} is
 * the port behind which each provider is. What a provider tells by a webhook is kept and then only
 * a reason to ask it: {@link bourse.payments.Looks} brings a deposit to what the provider says, and
 * {@link bourse.payments.Bookings} books what follows, once.
 */
package bourse.payments;
