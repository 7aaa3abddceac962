package bourse.admin;

import bourse.auth.AccessGuard;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.audit.Actor;
import bourse.platform.http.Route;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/**
 * Lets the operator at this machine through, who proves it with the token of the keystore file and
 * says by which system user.
 */
final class OperatorGuard {
  private static final HeaderName OPERATOR = HeaderNames.create("Bourse-Operator");
  private static final Pattern SYSTEM_USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._@-]{0,63}");

  private final byte[] token;

  OperatorGuard(String token) {
    this.token = token.getBytes(StandardCharsets.UTF_8);
  }

  Route guarded(Route route) {
    return switch (route.access().kind()) {
      case PUBLIC -> route;
      case OPERATOR -> route.with(forOperators(route.handler()));
      case USER ->
          throw new IllegalArgumentException(route.path() + " is not for the management port");
    };
  }

  private Handler forOperators(Handler handler) {
    return (request, response) -> {
      byte[] given = AccessGuard.bearerToken(request).getBytes(StandardCharsets.UTF_8);
      if (!MessageDigest.isEqual(token, given)) {
        throw new Fault(
            ErrorCode.NOT_AUTHENTICATED,
            "This is not the operator token of this server; use the keystore of its data"
                + " directory.");
      }
      request.context().register(Actor.operator(systemUser(request), request));
      handler.handle(request, response);
    };
  }

  private static String systemUser(ServerRequest request) {
    String name = request.headers().first(OPERATOR).orElse("");
    if (!SYSTEM_USER.matcher(name).matches()) {
      throw new Fault(
          ErrorCode.MALFORMED_REQUEST,
          "Say who acts: the header Bourse-Operator with the name of the system user.");
    }
    return name;
  }
}
