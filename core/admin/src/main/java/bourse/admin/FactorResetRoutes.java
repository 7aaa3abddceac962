package bourse.admin;

import bourse.admin.FourEyesAction.Done;
import bourse.auth.User;
import bourse.auth.Users;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.notification.Mail;
import bourse.notification.Mailer;
import bourse.platform.access.Permission;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.http.Access;
import bourse.platform.http.RequestId;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.UUID;

/** Takes the second factors of a user away who lost them; a second person may be needed for it. */
final class FactorResetRoutes implements Routes {
  /** Whose factors go, and why. */
  private record Reset(UUID user, String note) {}

  private final Users users;
  private final NamedUsers named;
  private final Mailer mail;
  private final Approvals approvals;
  private final Audit audit;
  private final FourEyesAction<Reset> action;

  FactorResetRoutes(Users users, Mailer mail, Approvals approvals, Audit audit) {
    this.users = users;
    this.named = new NamedUsers(users);
    this.mail = mail;
    this.approvals = approvals;
    this.audit = audit;
    this.action =
        approvals.add(
            new FourEyesAction<>(
                "user.reset-factors",
                Permission.USERS_FACTORS,
                Reset.class,
                reset -> "user:" + reset.user(),
                (actor, trace, reset) -> reset(actor, reset)));
  }

  /** For the operator. */
  @Override
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/operator/users/{user}/reset-factors", Access.OPERATOR, this::reset));
  }

  /** For the staff. */
  List<Route> ofStaff() {
    return List.of(
        new Route(
            "POST",
            "/v1/admin/users/{user}/reset-factors",
            Access.to(Permission.USERS_FACTORS).withSecondFactor(),
            this::reset));
  }

  private void reset(ServerRequest request, ServerResponse response) throws InterruptedException {
    String note = UserRoutes.NoteRequest.required(request);
    User user = named.of(request);
    Actor actor = Actor.of(request);
    UserRoutes.refuseOnOneself(actor, user);
    approvals
        .submit(actor, RequestId.trace(request), action, new Reset(user.id(), note), note)
        .send(response);
  }

  /** The user hears of it: whoever talked the staff into this may be somebody else. */
  private Done reset(Actor actor, Reset reset) {
    User user =
        users
            .find(reset.user())
            .orElseThrow(() -> new Fault(ErrorCode.NOT_FOUND, "The user is gone."));
    UserRoutes.refuseOnOneself(actor, user);
    Act act = new Act(actor, "user.reset-factors", NamedUsers.target(user), reset.note());
    users.resetFactors(
        user.id(),
        handle -> {
          audit.append(handle, act);
          mail.post(handle, letter(user));
        });
    return Done.of(UserRoutes.UserAnswer.of(user));
  }

  private static Mail letter(User user) {
    return new Mail(
        user.email(),
        "Your second factors were removed",
        """
        Hello,

        our staff removed the authenticator app, the passkeys and the recovery codes of your account, and ended all \
        its sessions. Your password alone lets you in now: log in, and add a second factor.

        If you did not ask for this, somebody else may have: tell us at once.
        """);
  }
}
