package bourse.exchange;

import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.domain.Times;
import java.time.Instant;
import java.util.Optional;

/** How much the venue does, in memory, from the facts. Read by anyone without waiting. */
public final class VenueStatus extends MemoryView {
  /**
   * The present safe state.
   *
   * @param since when it was set; empty when it never was, or is NORMAL since before the start
   */
  public record Status(SafeState state, SafeStateCause cause, Optional<Instant> since) {
    private static final Status NEVER_SET =
        new Status(SafeState.NORMAL, SafeStateCause.OPERATOR, Optional.empty());
  }

  private volatile Status status = Status.NEVER_SET;

  @Override
  public String name() {
    return "venue-status";
  }

  public Status status() {
    return status;
  }

  @Override
  protected void forget() {
    status = Status.NEVER_SET;
  }

  @Override
  protected void committed(boolean anew) {
    // The status is one reference: there is nothing to publish.
  }

  @Override
  public void safeStateSet(SafeState state, SafeStateCause cause, long sinceMicros) {
    Status set = new Status(state, cause, Optional.of(Times.instant(sinceMicros)));
    change(() -> status = set);
  }
}
