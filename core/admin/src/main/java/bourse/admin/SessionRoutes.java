package bourse.admin;

import bourse.auth.User;
import bourse.auth.UserSession;
import bourse.auth.Users;
import bourse.platform.access.Permission;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.http.Access;
import bourse.platform.http.Cursor;
import bourse.platform.http.Page;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The sessions of users, for the operator at the machine ({@code /operator/users/…/sessions}) and
 * for the staff by permission ({@code /v1/admin/users/…/sessions}).
 */
final class SessionRoutes implements Routes {
  private enum State {
    LIVE,
    ENDED
  }

  private final Users users;
  private final NamedUsers named;
  private final Audit audit;

  SessionRoutes(Users users, Audit audit) {
    this.users = users;
    this.named = new NamedUsers(users);
    this.audit = audit;
  }

  /** For the operator. */
  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/operator/users/{user}/sessions", Access.OPERATOR, this::list),
        new Route("POST", "/operator/users/{user}/sessions/end", Access.OPERATOR, this::endAll),
        new Route("POST", "/operator/users/{user}/sessions/{id}/end", Access.OPERATOR, this::end));
  }

  /** For the staff. */
  List<Route> ofStaff() {
    return List.of(
        new Route(
            "GET", "/v1/admin/users/{user}/sessions", Access.to(Permission.USERS_READ), this::list),
        new Route(
            "POST",
            "/v1/admin/users/{user}/sessions/end",
            Access.to(Permission.USERS_PROTECT),
            this::endAll),
        new Route(
            "POST",
            "/v1/admin/users/{user}/sessions/{id}/end",
            Access.to(Permission.USERS_PROTECT),
            this::end));
  }

  private void list(ServerRequest request, ServerResponse response) {
    int limit = RequestParameters.limit(request);
    Optional<UUID> before =
        RequestParameters.cursor(request, 2).map(key -> new UUID(key[0], key[1]));
    Optional<Boolean> live =
        RequestParameters.choice(request, "state", State.class).map(State.LIVE::equals);
    List<UserSession> rows = users.sessions(named.of(request).id(), live, before, limit + 1);
    Reply.json(response, Page.of(rows, limit, SessionRoutes::cursor));
  }

  private static String cursor(UserSession session) {
    return Cursor.of(session.id().getMostSignificantBits(), session.id().getLeastSignificantBits());
  }

  private void end(ServerRequest request, ServerResponse response) {
    UUID session = RequestParameters.pathUuid(request, "id");
    String note = UserRoutes.NoteRequest.required(request);
    User user = named.of(request);
    Act act =
        new Act(
            Actor.of(request),
            "user.session.end",
            NamedUsers.target(user),
            "Session " + session + ": " + note);
    users.endSession(user.id(), session, handle -> audit.append(handle, act));
    Reply.nothing(response);
  }

  private void endAll(ServerRequest request, ServerResponse response) {
    String note = UserRoutes.NoteRequest.required(request);
    User user = named.of(request);
    Act act = new Act(Actor.of(request), "user.sessions.end", NamedUsers.target(user), note);
    users.endSessions(user.id(), handle -> audit.append(handle, act));
    Reply.nothing(response);
  }
}
