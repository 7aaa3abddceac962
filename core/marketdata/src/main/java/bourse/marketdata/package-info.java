/**
 * Market data: books, trades, candles and tickers, as routes and as live channels.
 *
 * <p>Owns no tables; history is read from the projection. Config prefix {@code marketdata}. Routes:
 * {@code /v1/assets}, {@code /v1/symbols…}. Channels: {@code book:}, {@code trades:}, {@code
 * candles:}, {@code ticker:}.
 */
package bourse.marketdata;
