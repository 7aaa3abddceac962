package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.data.Database;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The exchange that runs in this process, with its database, as a proof sees it. Thread safe. */
public final class LiveVenue implements ProvedVenue {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ExchangeRuntime exchange;
  private final Database sql;

  public LiveVenue(ExchangeRuntime exchange, Database sql) {
    this.exchange = exchange;
    this.sql = sql;
  }

  @Override
  public long projected() {
    return sql.jdbi().withHandle(Projector::position);
  }

  @Override
  public Optional<StateHash> liveState() throws InterruptedException {
    return Optional.of(exchange.stateHash());
  }

  /**
   * The engine's state after a command, computed by a second engine when others came since.
   *
   * @throws Fault NOT_FOUND when no such command was executed yet; STOPPED, LOG_DAMAGED
   */
  public StateHash stateAt(long sequence) throws IOException, InterruptedException {
    return exchange.stateHash(sequence);
  }

  @Override
  public SqlCut cut(long atLeast) throws InterruptedException {
    if (!exchange.awaitProjected(atLeast, PATIENCE)) {
      throw new Fault(
          ErrorCode.SEQUENCE_NOT_REACHED,
          "SQL did not come to command %d within %d s: see how the projection is, and try again."
              .formatted(atLeast, PATIENCE.toSeconds()));
    }
    return SqlCut.of(sql);
  }
}
