package bourse.gateway;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.platform.http.BourseHeaders;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Set;

/**
 * Refuses what the contract does not name and what would otherwise be passed over: query parameters
 * (a misspelt filter would list all), and an {@code Idempotency-Key} where it protects nothing.
 */
final class ContractGuard {
  private final OpenApiDocument contract;

  ContractGuard(OpenApiDocument contract) {
    this.contract = contract;
  }

  /** The route with its check. */
  Route guarded(Route route) {
    String[] query =
        contract.parameters(route.method(), route.path(), "query").toArray(String[]::new);
    Set<String> headers = contract.parameters(route.method(), route.path(), "header");
    boolean keyMatters =
        !route.method().equals("GET")
            && !headers.contains(BourseHeaders.IDEMPOTENCY_KEY.defaultCase());
    Handler handler =
        (request, response) -> {
          if (!request.query().isEmpty()) {
            RequestParameters.allowOnly(request, query);
          }
          if (keyMatters) {
            refuseKey(request);
          }
          route.handler().handle(request, response);
        };
    return route.with(handler);
  }

  private static void refuseKey(ServerRequest request) {
    if (request.headers().contains(BourseHeaders.IDEMPOTENCY_KEY)) {
      String message =
          "This operation takes no Idempotency-Key: leave it out; the API reference says how to"
              + " repeat it safely.";
      throw new Fault(
          ErrorCode.INVALID_FIELD,
          message,
          List.of(
              new FieldError(BourseHeaders.IDEMPOTENCY_KEY.defaultCase(), "unsupported", message)));
    }
  }
}
