package bourse.admin;

import bourse.admin.FourEyesAction.Done;
import bourse.auth.NewUser;
import bourse.auth.User;
import bourse.auth.UserDirectory;
import bourse.auth.UserStatus;
import bourse.auth.Users;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.Permission;
import bourse.platform.access.Role;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.Caller;
import bourse.platform.http.Csv;
import bourse.platform.http.Cursor;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Json;
import bourse.platform.http.Page;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestId;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Users and what they may do, for the operator at the machine ({@code /operator/users}) and for the
 * staff by permission ({@code /v1/admin/users}).
 */
final class UserRoutes implements Routes {
  private record NewUserRequest(
      String email, String password, String fullName, String phone, Set<Role> roles) {}

  record RolesRequest(Set<Role> grant, Set<Role> revoke, String note) {
    RolesRequest {
      grant = grant == null ? Set.of() : Set.copyOf(grant);
      revoke = revoke == null ? Set.of() : Set.copyOf(revoke);
      note = note == null ? "" : note;
    }

    void check() {
      FieldChecks checks = new FieldChecks();
      checks.check(
          !grant.isEmpty() || !revoke.isEmpty(),
          "grant",
          "required",
          "Name roles to grant, or to revoke.");
      checks.check(
          grant.stream().noneMatch(revoke::contains),
          "revoke",
          "distinct",
          "A role is granted or revoked, not both.");
      PaymentFields.checkNote(checks, note);
      checks.verify();
    }

    Set<Role> changed(Set<Role> before) {
      EnumSet<Role> roles = EnumSet.copyOf(before);
      roles.addAll(grant);
      roles.removeAll(revoke);
      FieldChecks checks = new FieldChecks();
      checks.check(!roles.isEmpty(), "revoke", "required", "A user has at least one role.");
      checks.verify();
      return roles;
    }
  }

  /** Whose roles change, and how. */
  private record RolesChange(UUID user, RolesRequest roles) {}

  /** A user as the back office sees one. */
  record UserAnswer(
      UUID id,
      String account,
      String email,
      String fullName,
      List<Role> roles,
      UserStatus status,
      Optional<Instant> emailVerifiedAt,
      Instant createdAt) {
    static UserAnswer of(User user) {
      return new UserAnswer(
          user.id(),
          Long.toString(user.account()),
          user.email(),
          user.fullName(),
          user.roles().stream().sorted().toList(),
          user.status(),
          user.emailVerifiedAt(),
          user.createdAt());
    }
  }

  record NoteRequest(String note) {
    NoteRequest {
      note = note == null ? "" : note;
    }

    /** The reason that a request gives. */
    static String required(ServerRequest request) {
      NoteRequest wanted = Body.read(request, NoteRequest.class);
      wanted.check();
      return wanted.note();
    }

    private void check() {
      FieldChecks checks = new FieldChecks();
      checks.check(!note.isBlank(), "note", "required", "Say why, for the audit.");
      PaymentFields.checkNote(checks, note);
      checks.verify();
    }
  }

  private record ViewAnswer(String accessToken, long expiresIn) {}

  private static final int CSV_PAGE = 500;

  private final Users users;
  private final NamedUsers named;
  private final UserDirectory directory;
  private final OperatorCommands commands;
  private final Approvals approvals;
  private final Audit audit;
  private final FourEyesAction<RolesChange> rolesAction;

  UserRoutes(
      Users users,
      UserDirectory directory,
      OperatorCommands commands,
      Approvals approvals,
      Audit audit) {
    this.users = users;
    this.named = new NamedUsers(users);
    this.directory = directory;
    this.commands = commands;
    this.approvals = approvals;
    this.audit = audit;
    this.rolesAction =
        approvals.add(
            new FourEyesAction<>(
                "user.roles",
                Permission.ROLES,
                RolesChange.class,
                change -> "user:" + change.user(),
                (actor, trace, change) -> changeRoles(actor, change)));
  }

  /** For the operator. */
  @Override
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/operator/users", Access.OPERATOR, this::create),
        new Route("GET", "/operator/users", Access.OPERATOR, this::list),
        new Route("GET", "/operator/users/{user}", Access.OPERATOR, this::show),
        new Route("POST", "/operator/users/{user}/suspend", Access.OPERATOR, this::suspend),
        new Route("POST", "/operator/users/{user}/activate", Access.OPERATOR, this::activate),
        new Route("POST", "/operator/users/{user}/freeze", Access.OPERATOR, this::freeze),
        new Route("POST", "/operator/users/{user}/unlock", Access.OPERATOR, this::unlock),
        new Route(
            "POST", "/operator/users/{user}/verify-email", Access.OPERATOR, this::verifyEmail),
        new Route("POST", "/operator/users/{user}/roles", Access.OPERATOR, this::changeRoles));
  }

  /** For the staff. */
  List<Route> ofStaff() {
    return List.of(
        new Route("GET", "/v1/admin/users", Access.to(Permission.USERS_READ), this::list),
        new Route("GET", "/v1/admin/users.csv", Access.to(Permission.USERS_EXPORT), this::export),
        new Route("GET", "/v1/admin/users/{user}", Access.to(Permission.USERS_READ), this::show),
        new Route(
            "POST",
            "/v1/admin/users/{user}/suspend",
            Access.to(Permission.USERS_SUSPEND).withSecondFactor(),
            this::suspend),
        new Route(
            "POST",
            "/v1/admin/users/{user}/activate",
            Access.to(Permission.USERS_SUSPEND).withSecondFactor(),
            this::activate),
        new Route(
            "POST",
            "/v1/admin/users/{user}/freeze",
            Access.to(Permission.USERS_PROTECT),
            this::freeze),
        new Route(
            "POST",
            "/v1/admin/users/{user}/unlock",
            Access.to(Permission.USERS_PROTECT).withSecondFactor(),
            this::unlock),
        new Route(
            "POST",
            "/v1/admin/users/{user}/verify-email",
            Access.to(Permission.USERS_PROTECT).withSecondFactor(),
            this::verifyEmail),
        new Route(
            "POST",
            "/v1/admin/users/{user}/view",
            Access.to(Permission.USERS_VIEW).withSecondFactor(),
            this::view),
        new Route(
            "POST",
            "/v1/admin/users/{user}/roles",
            Access.to(Permission.ROLES).withSecondFactor(),
            this::changeRoles));
  }

  private void create(ServerRequest request, ServerResponse response) throws InterruptedException {
    NewUserRequest wanted = Body.read(request, NewUserRequest.class);
    commands.requireEarlierProjected();
    Actor actor = Actor.of(request);
    User user =
        users.create(
            new NewUser(
                wanted.email(),
                wanted.password(),
                wanted.fullName(),
                Optional.ofNullable(wanted.phone()),
                wanted.roles() == null ? Set.of(Role.MEMBER) : wanted.roles()),
            (handle, created) ->
                audit.append(
                    handle,
                    new Act(
                        actor,
                        "user.create",
                        NamedUsers.target(created),
                        "account " + created.account() + " as " + sorted(created.roles()))));
    Reply.json(response, Status.CREATED_201, UserAnswer.of(user));
  }

  private void show(ServerRequest request, ServerResponse response) {
    Reply.json(response, UserAnswer.of(named.of(request)));
  }

  private void list(ServerRequest request, ServerResponse response) {
    int limit = RequestParameters.limit(request);
    Optional<UUID> before =
        RequestParameters.cursor(request, 2).map(key -> new UUID(key[0], key[1]));
    List<User> rows = directory.find(filter(request, before), limit + 1);
    Reply.json(response, Page.of(rows, limit, UserRoutes::cursor).map(UserAnswer::of));
  }

  private static String cursor(User user) {
    return Cursor.of(user.id().getMostSignificantBits(), user.id().getLeastSignificantBits());
  }

  private static UserDirectory.Filter filter(ServerRequest request, Optional<UUID> before) {
    return new UserDirectory.Filter(
        RequestParameters.text(request, "email"),
        RequestParameters.choice(request, "status", UserStatus.class),
        RequestParameters.choice(request, "role", Role.class),
        RequestParameters.time(request, "from"),
        RequestParameters.time(request, "to"),
        before);
  }

  /** All that pass the filter. Personal data leave the house: that is on record. */
  private void export(ServerRequest request, ServerResponse response) throws IOException {
    UserDirectory.Filter filter = filter(request, Optional.empty());
    audit.append(
        new Act(
            Actor.of(request),
            "users.export",
            "users",
            "narrowed by " + String.join(", ", request.query().names())));
    response.header(HeaderNames.CONTENT_TYPE, "text/csv; charset=utf-8");
    response.header(HeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"users.csv\"");
    try (OutputStream out = response.outputStream()) {
      write(out, List.of("id", "account", "email", "fullName", "roles", "status", "createdAt"));
      Optional<UUID> before = Optional.empty();
      List<User> page;
      do {
        page = directory.find(filter.before(before), CSV_PAGE);
        for (User user : page) {
          write(out, cells(user));
        }
        before = page.isEmpty() ? before : Optional.of(page.getLast().id());
      } while (page.size() == CSV_PAGE);
    }
  }

  private static void write(OutputStream out, List<String> values) throws IOException {
    out.write(Csv.line(values).getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> cells(User user) {
    return List.of(
        user.id().toString(),
        Long.toString(user.account()),
        user.email(),
        user.fullName(),
        sorted(user.roles()).stream().map(Role::name).collect(Collectors.joining(" ")),
        user.status().name(),
        user.createdAt().toString());
  }

  private void suspend(ServerRequest request, ServerResponse response) {
    setStatus(request, response, UserStatus.DISABLED);
  }

  private void activate(ServerRequest request, ServerResponse response) {
    setStatus(request, response, UserStatus.ACTIVE);
  }

  private void freeze(ServerRequest request, ServerResponse response) {
    setStatus(request, response, UserStatus.FROZEN);
  }

  private void setStatus(ServerRequest request, ServerResponse response, UserStatus status) {
    String note = NoteRequest.required(request);
    User user = named.of(request);
    Actor actor = Actor.of(request);
    refuseOnOneself(actor, user);
    users.setStatus(
        user.id(),
        status,
        (handle, before) ->
            audit.append(
                handle,
                new Act(actor, "user.status", NamedUsers.target(user), note)
                    .change(json(before), json(status))));
    Reply.json(response, UserAnswer.of(users.find(user.id()).orElseThrow()));
  }

  private void unlock(ServerRequest request, ServerResponse response) {
    String note = NoteRequest.required(request);
    User user = named.of(request);
    Actor actor = Actor.of(request);
    users.unlock(
        user.id(),
        (handle, hadWrongPasswords) ->
            audit.append(handle, new Act(actor, "user.unlock", NamedUsers.target(user), note)));
    Reply.json(response, UserAnswer.of(user));
  }

  private void verifyEmail(ServerRequest request, ServerResponse response) {
    String note = NoteRequest.required(request);
    User user = named.of(request);
    Actor actor = Actor.of(request);
    refuseOnOneself(actor, user);
    users.verifyEmail(
        user.id(),
        handle ->
            audit.append(
                handle, new Act(actor, "user.verify-email", NamedUsers.target(user), note)));
    Reply.json(response, UserAnswer.of(users.find(user.id()).orElseThrow()));
  }

  /** Both are on record before anything is seen. */
  private void view(ServerRequest request, ServerResponse response) {
    String note = NoteRequest.required(request);
    User user = named.of(request);
    Users.View view = users.view(Caller.of(request), user);
    audit.append(new Act(Actor.of(request), "user.view", NamedUsers.target(user), note));
    response.header("Cache-Control", "no-store");
    Reply.json(response, new ViewAnswer(view.accessToken(), view.lifetime().toSeconds()));
  }

  private void changeRoles(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    RolesRequest wanted = Body.read(request, RolesRequest.class);
    wanted.check();
    User user = named.of(request);
    Actor actor = Actor.of(request);
    refuseOnOneself(actor, user);
    wanted.changed(user.roles());
    RolesChange change = new RolesChange(user.id(), wanted);
    approvals
        .submit(actor, RequestId.trace(request), rolesAction, change, wanted.note())
        .send(response);
  }

  private Done changeRoles(Actor actor, RolesChange change) {
    User user =
        users
            .find(change.user())
            .orElseThrow(() -> new Fault(ErrorCode.NOT_FOUND, "The user is gone."));
    refuseOnOneself(actor, user);
    users.changeRoles(
        user.id(),
        change.roles()::changed,
        (handle, before, after) ->
            audit.append(
                handle,
                new Act(actor, "user.roles", NamedUsers.target(user), change.roles().note())
                    .change(json(before), json(after))));
    return Done.of(UserAnswer.of(users.find(user.id()).orElseThrow()));
  }

  static void refuseOnOneself(Actor actor, User user) {
    if (actor.user().equals(Optional.of(user.id()))) {
      throw new Fault(
          ErrorCode.NOT_TO_ONESELF, "Nobody does this to oneself; ask another administrator.");
    }
  }

  private static List<Role> sorted(Collection<Role> roles) {
    return roles.stream().sorted().toList();
  }

  private static String json(Set<Role> roles) {
    return json(sorted(roles));
  }

  private static String json(Object value) {
    return new String(Json.write(value), StandardCharsets.UTF_8);
  }
}
