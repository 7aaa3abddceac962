package bourse.domain;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A fault with its number. Its message says what happened, to which thing, and what to do next;
 * never a secret.
 */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<FieldError> errors;
  private final transient Duration retryAfter;

  public Fault(ErrorCode code, String detail) {
    this(code, detail, List.of(), null);
  }

  public Fault(ErrorCode code, String detail, Throwable cause) {
    this(code, detail, List.of(), cause);
  }

  public Fault(ErrorCode code, String detail, List<FieldError> errors) {
    this(code, detail, errors, null);
  }

  public Fault(ErrorCode code, String detail, List<FieldError> errors, Throwable cause) {
    this(code, detail, errors, null, cause);
  }

  private Fault(
      ErrorCode code,
      String detail,
      List<FieldError> errors,
      Duration retryAfter,
      Throwable cause) {
    super(detail, cause, true, isOurs(code));
    this.code = code;
    this.errors = List.copyOf(errors);
    this.retryAfter = retryAfter;
  }

  /** A fault that is over after a while. */
  public static Fault retryAfter(ErrorCode code, String detail, Duration wait) {
    return new Fault(code, detail, List.of(), wait, null);
  }

  /**
   * Where in the code a caller was refused tells nobody more than the message, and finding it out
   * costs more than most refusals.
   */
  private static boolean isOurs(ErrorCode code) {
    return switch (code.type()) {
      case USER, ACCESS, MISSING, CONFLICT, THROTTLED -> false;
      case UNAVAILABLE, UNKNOWN, INTERNAL -> true;
    };
  }

  public ErrorCode code() {
    return code;
  }

  /** How long to wait before trying again, when that is known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  public List<FieldError> errors() {
    return errors == null ? List.of() : errors;
  }
}
