package bourse.wallet;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.exchange.LedgerStore.Moment;
import bourse.platform.http.RequestParameters;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Reads up to when the ledger shall count: {@code at}, a time, or {@code day}. */
public final class LedgerMoments {
  private static final String DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

  private LedgerMoments() {}

  /** {@code at} or {@code day}; now without both. */
  public static Moment moment(ServerRequest request) {
    Optional<Instant> at = RequestParameters.time(request, "at");
    Optional<LocalDate> day = day(request, "day");
    if (at.isPresent() && day.isPresent()) {
      throw invalid("day", "one", "Give at most one of at and day.");
    }
    return at.<Moment>map(Moment.At::new)
        .or(() -> day.map(Moment.EndOf::new))
        .orElseGet(Moment.Now::new);
  }

  /** A day (UTC) such as 2026-01-31. */
  public static Optional<LocalDate> day(ServerRequest request, String name) {
    return RequestParameters.text(request, name)
        .map(text -> {
          try {
            if (text.matches(DAY)) {
              return LocalDate.parse(text);
            }
          } catch (DateTimeParseException e) {
            // The calendar has no such day; the same answer.
          }
          throw invalid(name, "day", name + " is a day (UTC) such as 2026-01-31.");
        });
  }

  /** The days of {@code from} and {@code to}, both included; the present month so far without. */
  public static Period period(ServerRequest request, Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    LocalDate to = day(request, "to").orElse(today);
    LocalDate from = day(request, "from").orElse(to.withDayOfMonth(1));
    if (from.isAfter(to)) {
      throw invalid("from", "order", "from is not after to.");
    }
    return new Period(from, to);
  }

  /** Days, the first and the last included. */
  public record Period(LocalDate from, LocalDate to) {
    /** The end of the day before the first one. */
    public Moment before() {
      return new Moment.EndOf(from.minusDays(1));
    }

    public Moment end() {
      return new Moment.EndOf(to);
    }

    /** As {@link #before}, by the time at which things were booked. */
    Moment beforeByTime() {
      return new Moment.At(from.atStartOfDay(ZoneOffset.UTC).toInstant().minusNanos(1_000));
    }

    Moment endByTime() {
      return new Moment.At(
          to.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minusNanos(1_000));
    }
  }

  static Fault invalid(String field, String rule, String message) {
    return new Fault(
        ErrorCode.INVALID_FIELD, message, List.of(new FieldError(field, rule, message)));
  }
}
