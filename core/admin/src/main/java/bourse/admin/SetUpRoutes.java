package bourse.admin;

import bourse.auth.NewUser;
import bourse.auth.User;
import bourse.auth.Users;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.Role;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.time.WallClock;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/** {@code POST /v1/setup}: the first administrator, once. */
final class SetUpRoutes implements Routes {
  private static final int LONGEST_TOKEN = 200;

  private record SetUpRequest(String token, String email, String password, String fullName) {
    void check() {
      FieldChecks checks = new FieldChecks();
      if (checks.required("token", token)) {
        checks.check(
            token.length() <= LONGEST_TOKEN,
            "token",
            "length",
            "A set-up token has at most " + LONGEST_TOKEN + " characters.");
      }
      checks.verify();
    }

    NewUser user() {
      return new NewUser(email, password, fullName, Optional.empty(), Set.of(Role.SUPERADMIN));
    }
  }

  private record SetUpAnswer(UUID id) {}

  private final Users users;
  private final SetUpToken token;
  private final Audit audit;
  private final WallClock clock;

  /** So that of two who have the token one becomes the administrator. */
  private final ReentrantLock oneAtATime = new ReentrantLock();

  SetUpRoutes(Users users, SetUpToken token, Audit audit, WallClock clock) {
    this.users = users;
    this.token = token;
    this.audit = audit;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("POST", "/v1/setup", Access.PUBLIC, this::setUp));
  }

  private void setUp(ServerRequest request, ServerResponse response) throws IOException {
    SetUpRequest wanted = Body.read(request, SetUpRequest.class);
    wanted.check();
    Actor actor = Actor.of(request);
    oneAtATime.lock();
    try {
      if (users.isThereAny(Role.SUPERADMIN)) {
        throw new Fault(
            ErrorCode.NOT_FOUND, "This venue is set up; there is nothing here any more.");
      }
      if (!token.isRight(wanted.token(), clock.instant())) {
        audit.append(new Act(actor, "setup.refused", "server", "A wrong or ended set-up token"));
        throw new Fault(
            ErrorCode.SETUP_TOKEN_WRONG,
            "This is not the set-up token, or it has ended; make a new one at the machine: bourse"
                + " user setup-token.");
      }
      User created =
          users.create(
              wanted.user(),
              (handle, user) ->
                  audit.append(
                      handle,
                      new Act(
                          actor,
                          "user.create",
                          "user:" + user.id(),
                          "the first administrator, by set-up token")));
      token.delete();
      Reply.json(response, Status.CREATED_201, new SetUpAnswer(created.id()));
    } finally {
      oneAtATime.unlock();
    }
  }
}
