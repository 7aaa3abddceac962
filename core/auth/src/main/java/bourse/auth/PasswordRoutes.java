package bourse.auth;

import static bourse.platform.access.Permission.PROFILE_CHANGE;

import bourse.platform.audit.Actor;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.Caller;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/** New passwords: {@code /v1/me/password} and {@code /v1/password-resets}. */
final class PasswordRoutes implements Routes {
  private record Change(String currentPassword, String newPassword) {
    void check() {
      FieldChecks checks = new FieldChecks();
      if (checks.required("currentPassword", currentPassword)) {
        PasswordRules.checkLength(checks, "currentPassword", currentPassword);
      }
      checkNew(checks, newPassword);
      checks.verify();
    }
  }

  private record Request(String email) {
    void check() {
      FieldChecks checks = new FieldChecks();
      NewUser.checkAddress(checks, email);
      checks.verify();
    }
  }

  private record Completion(String token, String newPassword) {
    void check() {
      FieldChecks checks = new FieldChecks();
      MailLinks.checkToken(checks, token);
      checkNew(checks, newPassword);
      checks.verify();
    }
  }

  private final PasswordChanges changes;

  PasswordRoutes(PasswordChanges changes) {
    this.changes = changes;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/me/password", Access.to(PROFILE_CHANGE), this::change),
        new Route("POST", "/v1/password-resets", Access.PUBLIC, this::request),
        new Route("POST", "/v1/password-resets/complete", Access.PUBLIC, this::complete));
  }

  /** Shows a second factor, when there is one, and the password in any case. */
  private void change(ServerRequest request, ServerResponse response) {
    Change change = Body.read(request, Change.class);
    change.check();
    changes.change(
        Caller.of(request), change.currentPassword(), change.newPassword(), Actor.of(request));
    Reply.nothing(response);
  }

  private void request(ServerRequest request, ServerResponse response) {
    Request reset = Body.read(request, Request.class);
    reset.check();
    changes.requestReset(reset.email());
    Reply.accepted(response);
  }

  private void complete(ServerRequest request, ServerResponse response) {
    Completion completion = Body.read(request, Completion.class);
    completion.check();
    changes.reset(completion.token(), completion.newPassword(), Actor.of(request));
    Reply.nothing(response);
  }

  private static void checkNew(FieldChecks checks, String password) {
    if (checks.required("newPassword", password)) {
      PasswordRules.checkText(checks, "newPassword", password);
    }
  }
}
