/**
 * Money that clients send out.
 *
 * <p>Owns the tables {@code beneficiaries}, {@code withdrawals}, {@code withdrawal_*}, {@code
 * reporting_rates} and {@code bank_payouts}, the settings {@code withdrawals.*}, {@code
 * /v1/withdrawals}, {@code /v1/withdrawal-*}, {@code /v1/beneficiaries} and {@code
 * /v1/admin/withdrawal*}. A {@link bourse.withdrawals.PayoutRail} is the port behind which each way
 * out is. From the request on the amount is held in the engine; {@link bourse.withdrawals.Steps}
 * brings a withdrawal from one status to the next, and {@link bourse.withdrawals.Bookings} books
 * what follows, once.
 */
package bourse.withdrawals;
