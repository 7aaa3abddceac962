package bourse.exchange;

import bourse.platform.telemetry.Metrics;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import java.util.function.ToLongFunction;

/** The exchange's figures as metrics, asked for at each scrape. */
public final class ExchangeMetrics {
  private ExchangeMetrics() {}

  public static void register(Metrics metrics, ExchangeRuntime exchange, VenueStatus venue) {
    metrics.gauge(
        "bourse_safe_state",
        "0 NORMAL, 1 NO_WITHDRAWALS, 2 CANCEL_ONLY, 3 HALT, 4 READ_ONLY",
        () -> (double) venue.status().state().number());
    counter(metrics, exchange, "commands", "Commands made durable", ExchangeFigures::commands);
    counter(
        metrics,
        exchange,
        "log_batches",
        "Batches of commands, each with one force to disk",
        ExchangeFigures::batches);
    counter(
        metrics,
        exchange,
        "overloads",
        "Calls refused because the exchange was catching up",
        ExchangeFigures::overloads);
    gauge(metrics, exchange, "sequence", "The last executed command", ExchangeFigures::sequence);
    gauge(
        metrics,
        exchange,
        "queued_commands",
        "Commands that wait to be logged",
        ExchangeFigures::queued);
    gauge(
        metrics,
        exchange,
        "snapshot_sequence",
        "The last command in the newest snapshot",
        ExchangeFigures::snapshotSequence);
    gauge(
        metrics,
        exchange,
        "archived_segments",
        "Log segments with a verified copy in the object store",
        ExchangeFigures::archivedSegments);
    GaugeWithCallback.builder()
        .name("bourse_exchange_consumer_lag_commands")
        .help("Commands whose facts a consumer has not finished with")
        .labelNames("consumer")
        .callback(callback ->
            exchange.figures().lag().forEach((name, lag) -> callback.call(lag.doubleValue(), name)))
        .register(metrics.registry());
  }

  private static void counter(
      Metrics metrics,
      ExchangeRuntime exchange,
      String name,
      String help,
      ToLongFunction<ExchangeFigures> value) {
    CounterWithCallback.builder()
        .name("bourse_exchange_" + name)
        .help(help)
        .callback(callback -> callback.call((double) value.applyAsLong(exchange.figures())))
        .register(metrics.registry());
  }

  private static void gauge(
      Metrics metrics,
      ExchangeRuntime exchange,
      String name,
      String help,
      ToLongFunction<ExchangeFigures> value) {
    metrics.gauge(
        "bourse_exchange_" + name, help, () -> (double) value.applyAsLong(exchange.figures()));
  }
}
