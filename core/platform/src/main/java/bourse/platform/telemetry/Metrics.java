package bourse.platform.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The metrics of one server in the Prometheus text format, with those of the JVM. A name is given
 * once; names end in their unit ({@code _seconds}, {@code _bytes}), counters in {@code _total}.
 * Thread safe.
 */
public final class Metrics {
  /** Upper bounds from 50 µs to 10 s, for times in seconds. */
  private static final double[] TIME_BOUNDS = {
    0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
    2.5, 5, 10
  };

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

  public Metrics() {
    JvmMetrics.builder().register(registry);
  }

  /** A count that only grows. */
  public Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  /** Times in seconds, by buckets from 50 µs to 10 s. */
  public Histogram seconds(String name, String help, String... labels) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .classicOnly()
        .classicUpperBounds(TIME_BOUNDS)
        .register(registry);
  }

  /** A value that is asked for at each scrape; the supplier must be quick and thread safe. */
  public void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /** Several values under one name, told apart by one label; asked for at each scrape. */
  public void gauges(
      String name,
      String help,
      String label,
      Supplier<? extends Map<String, ? extends Number>> values) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(callback ->
            values.get().forEach((labelled, value) -> callback.call(value.doubleValue(), labelled)))
        .register(registry);
  }

  /** A count that only grows and is kept elsewhere; asked for at each scrape. */
  public void counted(String name, String help, LongSupplier value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call((double) value.getAsLong()))
        .register(registry);
  }

  /** The registry, for metrics of another shape. */
  public PrometheusRegistry registry() {
    return registry;
  }

  /** Content-Type of {@link #exposition}. */
  public String contentType() {
    return writer.getContentType();
  }

  /** All metrics as they are now. */
  public byte[] exposition() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(16_384);
    try {
      writer.write(bytes, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory can't fail", e);
    }
    return bytes.toByteArray();
  }
}
