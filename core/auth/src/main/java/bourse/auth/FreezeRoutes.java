package bourse.auth;

import bourse.platform.audit.Actor;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/** A user who freezes the own account: {@code /v1/account-freezes}. */
final class FreezeRoutes implements Routes {
  private record Freeze(String token) {
    void check() {
      FieldChecks checks = new FieldChecks();
      MailLinks.checkToken(checks, token);
      checks.verify();
    }
  }

  private final SelfFreeze freeze;

  FreezeRoutes(SelfFreeze freeze) {
    this.freeze = freeze;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("POST", "/v1/account-freezes", Access.PUBLIC, this::freeze));
  }

  private void freeze(ServerRequest request, ServerResponse response) {
    Freeze wanted = Body.read(request, Freeze.class);
    wanted.check();
    freeze.freeze(wanted.token(), Actor.of(request));
    Reply.nothing(response);
  }
}
