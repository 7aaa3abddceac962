package bourse.admin;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.CommandContext;
import bourse.engine.FactSink;
import bourse.exchange.Exchange;
import bourse.exchange.Outcome;
import bourse.platform.http.RequestId;
import bourse.platform.telemetry.TraceContext;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Commands that an operator's request makes. */
final class OperatorCommands {
  private static final Duration PROJECTION_PATIENCE = Duration.ofSeconds(10);

  private final Exchange exchange;
  private final WallClock clock;

  OperatorCommands(Exchange exchange, WallClock clock) {
    this.exchange = exchange;
    this.clock = clock;
  }

  /**
   * Submits a command that carries the request's trace.
   *
   * @return its sequence
   * @throws Fault what the engine refuses with
   */
  long submit(ServerRequest request, Function<CommandContext, byte[]> command) {
    return submit(RequestId.trace(request), command);
  }

  /** The same within a trace. */
  long submit(TraceContext trace, Function<CommandContext, byte[]> command) {
    UUID id = Ids.uuid7();
    Outcome outcome =
        exchange.submit(
            command.apply(
                new CommandContext(
                    id.getMostSignificantBits(),
                    id.getLeastSignificantBits(),
                    clock.micros(),
                    trace.traceHigh(),
                    trace.traceLow(),
                    trace.span())));
    refusal(outcome)
        .ifPresent(code -> {
          throw new Fault(code, code.title() + ". " + code.remedy());
        });
    return outcome.sequence();
  }

  /** {@link #requireEarlierProjected(Exchange)} of this exchange. */
  void requireEarlierProjected() throws InterruptedException {
    requireEarlierProjected(exchange);
  }

  /** Waits until SQL has everything that was executed so far. */
  void awaitProjected() throws InterruptedException {
    long sequence = exchange.sequence();
    if (!exchange.awaitProjected(sequence, PROJECTION_PATIENCE)) {
      throw new Fault(
          ErrorCode.SEQUENCE_NOT_REACHED,
          "The projection is not as new as sequence " + sequence + " yet; ask again.");
    }
  }

  /**
   * Whether an account's number is free or a payment not booked, SQL can only tell once it has all
   * of the log: it may have been restored from an older backup.
   *
   * @throws Fault {@code DEPENDENCY_DOWN} while it has not
   */
  static void requireEarlierProjected(Exchange exchange) throws InterruptedException {
    if (!exchange.awaitEarlierProjected(PROJECTION_PATIENCE)) {
      throw new Fault(
          ErrorCode.DEPENDENCY_DOWN,
          "The database does not have all of the log yet; nothing was done. Try again shortly.");
    }
  }

  /** What the engine refused a command with. */
  static Optional<ErrorCode> refusal(Outcome outcome) {
    ErrorCode[] refusal = new ErrorCode[1];
    outcome.read(
        new FactSink() {
          @Override
          public void refused(int code, long account, long orderId) {
            refusal[0] = ErrorCode.of(code);
          }
        });
    return Optional.ofNullable(refusal[0]);
  }
}
