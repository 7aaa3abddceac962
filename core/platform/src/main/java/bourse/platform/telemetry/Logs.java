package bourse.platform.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Writes the log of this process, whichever API a library logs by, to the error stream: one line
 * per event, with the request and trace it belongs to.
 */
public final class Logs {
  /** Key of the MDC: which request a line belongs to. */
  public static final String REQUEST_ID = "requestId";

  /** Key of the MDC: which trace a line belongs to. */
  public static final String TRACE_ID = "traceId";

  /** Parts that tell much that a broker's operator can't use. */
  private static final List<String> WARNINGS_ONLY =
      List.of(
          "org.apache.kafka",
          "kafka",
          "state.change.logger",
          "com.zaxxer.hikari",
          "org.flywaydb",
          "org.gaul",
          "io.helidon",
          "software.amazon.awssdk",
          "redis.clients");

  /** Parts that warn of what is usual in a cluster of one. */
  private static final List<String> ERRORS_ONLY =
      List.of(
          "org.apache.kafka.clients.NetworkClient",
          "org.apache.kafka.clients.consumer.internals.OffsetFetcherUtils",
          "org.apache.kafka.controller.QuorumController");

  private Logs() {}

  /** Writes in a format from a level on. Called once, first of all; a later call replaces it. */
  public static void start(LogSettings.Format format, LogSettings.Level level) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(levelOf(level));
    root.addAppender(appender(context, layout(format, context)));
    for (String name : WARNINGS_ONLY) {
      context.getLogger(name).setLevel(Level.WARN);
    }
    for (String name : ERRORS_ONLY) {
      context.getLogger(name).setLevel(Level.ERROR);
    }
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  private static ConsoleAppender<ILoggingEvent> appender(
      LoggerContext context, Layout<ILoggingEvent> layout) {
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    return console;
  }

  private static Layout<ILoggingEvent> layout(LogSettings.Format format, LoggerContext context) {
    Layout<ILoggingEvent> layout =
        switch (format) {
          case HUMAN -> human();
          case JSON -> new JsonLines();
        };
    layout.setContext(context);
    layout.start();
    return layout;
  }

  private static PatternLayout human() {
    PatternLayout layout = new PatternLayout();
    // line breaks inside a message could forge a line
    layout.setPattern(
        "%d{HH:mm:ss.SSS} %-5level %logger{0}: %replace(%msg){'[\\r\\n]+', ' | '}%n%ex{12}");
    return layout;
  }

  private static Level levelOf(LogSettings.Level level) {
    return switch (level) {
      case DEBUG -> Level.DEBUG;
      case INFO -> Level.INFO;
      case WARN -> Level.WARN;
      case ERROR -> Level.ERROR;
    };
  }
}
