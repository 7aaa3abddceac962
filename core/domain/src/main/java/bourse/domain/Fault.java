package bourse.domain;

import java.util.List;

/**
 * A fault with its number. Its message says what happened, to which thing, and what to do next;
 * never a secret.
 */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<FieldError> errors;

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
    super(detail, cause);
    this.code = code;
    this.errors = List.copyOf(errors);
  }

  public ErrorCode code() {
    return code;
  }

  public List<FieldError> errors() {
    return errors == null ? List.of() : errors;
  }
}
