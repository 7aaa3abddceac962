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

/** That an address is read: {@code /v1/email-verifications}. */
final class EmailRoutes implements Routes {
  private record Request(String email) {
    void check() {
      FieldChecks checks = new FieldChecks();
      NewUser.checkAddress(checks, email);
      checks.verify();
    }
  }

  private record Completion(String token) {
    void check() {
      FieldChecks checks = new FieldChecks();
      MailLinks.checkToken(checks, token);
      checks.verify();
    }
  }

  private final EmailVerification verification;

  EmailRoutes(EmailVerification verification) {
    this.verification = verification;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/email-verifications", Access.PUBLIC, this::request),
        new Route("POST", "/v1/email-verifications/complete", Access.PUBLIC, this::complete));
  }

  private void request(ServerRequest request, ServerResponse response) {
    Request wanted = Body.read(request, Request.class);
    wanted.check();
    verification.request(wanted.email());
    Reply.accepted(response);
  }

  private void complete(ServerRequest request, ServerResponse response) {
    Completion completion = Body.read(request, Completion.class);
    completion.check();
    verification.complete(completion.token(), Actor.of(request));
    Reply.nothing(response);
  }
}
