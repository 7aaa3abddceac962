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

/**
 * What the links of mails do beside new passwords: {@code /v1/email-verifications} and {@code
 * /v1/account-freezes}.
 */
final class MailedLinkRoutes implements Routes {
  private record Request(String email) {
    void check() {
      FieldChecks checks = new FieldChecks();
      NewUser.checkAddress(checks, email);
      checks.verify();
    }
  }

  private record Link(String token) {
    void check() {
      FieldChecks checks = new FieldChecks();
      MailLinks.checkToken(checks, token);
      checks.verify();
    }
  }

  private final EmailVerification verification;
  private final SelfFreeze freeze;

  MailedLinkRoutes(EmailVerification verification, SelfFreeze freeze) {
    this.verification = verification;
    this.freeze = freeze;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/email-verifications", Access.PUBLIC, this::request),
        new Route("POST", "/v1/email-verifications/complete", Access.PUBLIC, this::verify),
        new Route("POST", "/v1/account-freezes", Access.PUBLIC, this::freeze));
  }

  private void request(ServerRequest request, ServerResponse response) {
    Request wanted = Body.read(request, Request.class);
    wanted.check();
    verification.request(wanted.email());
    Reply.accepted(response);
  }

  private void verify(ServerRequest request, ServerResponse response) {
    verification.complete(token(request), Actor.of(request));
    Reply.nothing(response);
  }

  private void freeze(ServerRequest request, ServerResponse response) {
    freeze.freeze(token(request), Actor.of(request));
    Reply.nothing(response);
  }

  private static String token(ServerRequest request) {
    Link link = Body.read(request, Link.class);
    link.check();
    return link.token();
  }
}
