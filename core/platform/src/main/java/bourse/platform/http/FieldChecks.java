package bourse.platform.http;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong with the fields of one request, so that the caller hears of all of it at
 * once.
 *
 * <pre>{@code
 * FieldChecks checks = new FieldChecks();
 * if (checks.required("email", email)) {
 *   checks.check(email.length() <= 254, "email", "length", "An address has at most 254 characters.");
 * }
 * checks.verify();
 * }</pre>
 */
public final class FieldChecks {
  private final List<FieldError> errors = new ArrayList<>();

  /** Adds an error unless {@code holds}; returns {@code holds}. */
  public boolean check(boolean holds, String field, String rule, String message) {
    if (!holds) {
      errors.add(new FieldError(field, rule, message));
    }
    return holds;
  }

  /** The field must be there; returns whether it is. */
  public boolean required(String field, Object value) {
    return check(value != null, field, "required", "The field " + field + " is missing.");
  }

  /**
   * Ends the checks.
   *
   * @throws Fault {@link ErrorCode#INVALID_FIELD} with all errors, when there are any
   */
  public void verify() {
    if (!errors.isEmpty()) {
      throw new Fault(ErrorCode.INVALID_FIELD, detail(errors), errors);
    }
  }

  /** What a problem's detail says of these errors. */
  static String detail(List<FieldError> errors) {
    String first = errors.getFirst().message();
    return errors.size() == 1 ? first : first + " There are " + (errors.size() - 1) + " more.";
  }
}
