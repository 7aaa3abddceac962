package bourse.platform.http;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What went wrong, as the API tells it: problem details of RFC 9457.
 *
 * @param type the page of the code in the catalogue
 * @param title what happened, the same for every case of the code
 * @param status the HTTP status
 * @param detail what happened, to which thing, and what to do next
 * @param code a number of {@link ErrorCode}
 * @param requestId names the request in the logs
 * @param errors the fields that break a rule; left out when there are none
 */
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    int code,
    String requestId,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {
  public Problem {
    errors = List.copyOf(errors);
  }

  /** The problem of a fault. */
  public static Problem of(Fault fault, String requestId) {
    return of(fault.code(), fault.getMessage(), fault.errors(), requestId);
  }

  /** The problem of a code, with what there is to say of this case. */
  public static Problem of(
      ErrorCode code, String detail, List<FieldError> errors, String requestId) {
    return new Problem(
        page(code), code.title(), status(code), detail, code.number(), requestId, errors);
  }

  /** Where the code is explained, on every server. */
  public static String page(ErrorCode code) {
    return "/problems/" + code.number();
  }

  /** The HTTP status of a code. */
  public static int status(ErrorCode code) {
    return switch (code.type()) {
      case USER ->
          switch (code) {
            case BODY_TOO_LARGE -> 413;
            case METHOD_NOT_ALLOWED -> 405;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case WRONG_HOST -> 421;
            default -> 400;
          };
      case ACCESS ->
          switch (code) {
            case NOT_ALLOWED,
                STEP_UP_REQUIRED,
                SECOND_FACTOR_MISSING,
                ADDRESS_NOT_ALLOWED,
                ADDRESS_RESTRICTED ->
                403;
            default -> 401;
          };
      case MISSING -> 404;
      case CONFLICT ->
          switch (code) {
            case STALE_VERSION -> 412;
            case IDEMPOTENCY_KEY_REUSED -> 422;
            default -> 409;
          };
      case THROTTLED -> 429;
      case UNAVAILABLE -> 503;
      case UNKNOWN -> 504;
      case INTERNAL -> 500;
    };
  }
}
