package bourse.platform.http;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import io.helidon.common.parameters.Parameters;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * Reads parameters of path, query and headers strictly. Each method throws {@link Fault} {@link
 * ErrorCode#INVALID_FIELD} that names the parameter and its rule.
 */
public final class RequestParameters {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAXIMUM_LIMIT = 500;

  /** Java's parser takes years of up to ten digits, which no database can compare with. */
  private static final String RFC_3339 = "[0-9]{4}-.*";

  private RequestParameters() {}

  /** A parameter of the path. */
  public static String path(ServerRequest request, String name) {
    return request.path().pathParameters().get(name);
  }

  /** A UUID in the path; anything else names nothing, so it is {@link ErrorCode#NOT_FOUND}. */
  public static UUID pathUuid(ServerRequest request, String name) {
    String text = path(request, name);
    try {
      UUID uuid = UUID.fromString(text);
      if (uuid.toString().equalsIgnoreCase(text)) {
        return uuid;
      }
    } catch (IllegalArgumentException e) {
      // Same answer as for a UUID that names nothing.
    }
    throw new Fault(ErrorCode.NOT_FOUND, "There is nothing with the id " + quoted(text) + ".");
  }

  /** An engine's id in the path, above 0; anything else is {@link ErrorCode#NOT_FOUND}. */
  public static long pathEngineId(ServerRequest request, String name) {
    String text = path(request, name);
    if (text.matches("[1-9][0-9]{0,18}")) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        // Above the range, so it names nothing.
      }
    }
    throw new Fault(ErrorCode.NOT_FOUND, "There is nothing with the id " + quoted(text) + ".");
  }

  /** Refuses query parameters that this route does not know: a misspelt filter would list all. */
  public static void allowOnly(ServerRequest request, String... names) {
    Set<String> known = Set.of(names);
    for (String name : request.query().names()) {
      if (!known.contains(name)) {
        throw invalid(
            name,
            "unknown",
            "The parameter "
                + quoted(name)
                + " is not known here; known are "
                + (names.length == 0 ? "none" : String.join(", ", names))
                + ".");
      }
    }
  }

  /** A query parameter as text; given at most once. */
  public static Optional<String> text(ServerRequest request, String name) {
    Parameters query = request.query();
    if (!query.contains(name)) {
      return Optional.empty();
    }
    List<String> values = query.all(name);
    if (values.size() != 1) {
      throw invalid(name, "once", "Give " + name + " once.");
    }
    return Optional.of(values.getFirst());
  }

  /** {@code limit}: 1 to 500, 50 without it. */
  public static int limit(ServerRequest request) {
    return integer(request, "limit", 1, MAXIMUM_LIMIT, DEFAULT_LIMIT);
  }

  /** {@code cursor}, read as {@code parts} numbers. */
  public static Optional<long[]> cursor(ServerRequest request, int parts) {
    return text(request, "cursor").map(cursor -> Cursor.read(cursor, parts));
  }

  /** A whole number in a range. */
  public static int integer(
      ServerRequest request, String name, int minimum, int maximum, int absent) {
    Optional<String> text = text(request, name);
    if (text.isEmpty()) {
      return absent;
    }
    if (text.get().matches("-?[0-9]{1,9}")) {
      int value = Integer.parseInt(text.get());
      if (value >= minimum && value <= maximum) {
        return value;
      }
    }
    throw invalid(
        name, "range", name + " is a whole number from " + minimum + " to " + maximum + ".");
  }

  /** A point in time, RFC 3339. */
  public static Optional<Instant> time(ServerRequest request, String name) {
    Optional<String> text = text(request, name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!text.get().matches(RFC_3339)) {
      throw noTime(name);
    }
    try {
      return Optional.of(OffsetDateTime.parse(text.get()).withOffsetSameInstant(ZoneOffset.UTC))
          .map(OffsetDateTime::toInstant);
    } catch (DateTimeParseException e) {
      throw noTime(name);
    }
  }

  private static Fault noTime(String name) {
    return invalid(name, "time", name + " is a time such as 2026-01-31T12:00:00Z.");
  }

  /** One of an enum's names. */
  public static <E extends Enum<E>> Optional<E> choice(
      ServerRequest request, String name, Class<E> type) {
    Optional<String> text = text(request, name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    E[] constants = type.getEnumConstants();
    for (E constant : constants) {
      if (constant.name().equals(text.get())) {
        return Optional.of(constant);
      }
    }
    throw invalid(
        name,
        "choice",
        name + " is one of " + Arrays.toString(constants).replaceAll("[\\[\\]]", "") + ".");
  }

  /** {@code Bourse-At-Least-Sequence}, when it was sent. */
  public static OptionalLong atLeastSequence(ServerRequest request) {
    Optional<String> text =
        request.headers().first(BourseHeaders.AT_LEAST_SEQUENCE).map(String::strip);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!text.get().matches("[0-9]{1,16}")) {
      throw invalid(
          BourseHeaders.AT_LEAST_SEQUENCE.defaultCase(),
          "sequence",
          "Bourse-At-Least-Sequence is a sequence that an answer carried.");
    }
    return OptionalLong.of(Long.parseLong(text.get()));
  }

  static Fault invalid(String field, String rule, String message) {
    return new Fault(
        ErrorCode.INVALID_FIELD, message, List.of(new FieldError(field, rule, message)));
  }

  /** What a caller sent, short enough and without control characters, for a message. */
  static String quoted(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return "'" + (clean.length() > 60 ? clean.substring(0, 60) + "…" : clean) + "'";
  }
}
