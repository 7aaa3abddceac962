package bourse.admin;

import bourse.auth.ApiKey;
import bourse.auth.ApiKeyAnswer;
import bourse.auth.ApiKeys;
import bourse.auth.User;
import bourse.auth.Users;
import bourse.platform.access.KeyScope;
import bourse.platform.access.Permission;
import bourse.platform.audit.Actor;
import bourse.platform.http.Access;
import bourse.platform.http.Cursor;
import bourse.platform.http.Page;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.http.Subnet;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The API keys of users, for the operator at the machine ({@code /operator/api-keys}) and for the
 * staff by permission ({@code /v1/admin/users/…/api-keys}).
 */
final class ApiKeyRoutes implements Routes {
  /** More than a user ever has. */
  private static final int MOST_OF_ONE = 500;

  private record KeyOfUser(
      UUID id,
      UUID user,
      Optional<String> email,
      String label,
      ApiKey.Algorithm algorithm,
      List<KeyScope> scopes,
      List<String> addresses,
      Instant createdAt,
      Optional<Instant> expiresAt,
      Optional<Instant> lastUsedAt,
      Optional<String> lastUsedAddress) {}

  private record KeyList(List<ApiKeyAnswer> items) {}

  private final ApiKeys keys;
  private final Users users;
  private final NamedUsers named;

  ApiKeyRoutes(ApiKeys keys, Users users) {
    this.keys = keys;
    this.users = users;
    this.named = new NamedUsers(users);
  }

  /** For the operator. */
  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/operator/api-keys", Access.OPERATOR, this::list),
        new Route("POST", "/operator/api-keys/{id}/revoke", Access.OPERATOR, this::revoke));
  }

  /** For the staff. */
  List<Route> ofStaff() {
    return List.of(
        new Route(
            "GET",
            "/v1/admin/users/{user}/api-keys",
            Access.to(Permission.USERS_READ),
            this::listOfUser),
        new Route(
            "POST",
            "/v1/admin/users/{user}/api-keys/{id}/revoke",
            Access.to(Permission.USERS_PROTECT),
            this::revokeOfUser));
  }

  private void listOfUser(ServerRequest request, ServerResponse response) {
    Optional<UUID> user = Optional.of(named.of(request).id());
    List<ApiKey> all = keys.list(user, Optional.empty(), MOST_OF_ONE);
    Reply.json(response, new KeyList(all.stream().map(ApiKeyAnswer::of).toList()));
  }

  private void revokeOfUser(ServerRequest request, ServerResponse response) {
    revoke(request, response, Optional.of(named.of(request).id()));
  }

  private void list(ServerRequest request, ServerResponse response) {
    RequestParameters.allowOnly(request, "user", "limit", "cursor");
    int limit = RequestParameters.limit(request);
    Optional<UUID> user = RequestParameters.text(request, "user").map(name -> named.of(name).id());
    Optional<UUID> before =
        RequestParameters.cursor(request, 2).map(key -> new UUID(key[0], key[1]));
    List<ApiKey> rows = keys.list(user, before, limit + 1);
    Reply.json(response, Page.of(rows, limit, ApiKeyRoutes::cursor).map(this::answer));
  }

  private static String cursor(ApiKey key) {
    return Cursor.of(key.id().getMostSignificantBits(), key.id().getLeastSignificantBits());
  }

  private KeyOfUser answer(ApiKey key) {
    return new KeyOfUser(
        key.id(),
        key.user(),
        users.find(key.user()).map(User::email),
        key.label(),
        key.algorithm(),
        key.scopes().stream().sorted().toList(),
        key.addresses().stream().map(Subnet::toString).toList(),
        key.createdAt(),
        key.expiresAt(),
        key.lastUse().map(ApiKey.LastUse::at),
        key.lastUse().map(ApiKey.LastUse::address));
  }

  private void revoke(ServerRequest request, ServerResponse response) {
    revoke(request, response, Optional.empty());
  }

  private void revoke(ServerRequest request, ServerResponse response, Optional<UUID> user) {
    UUID id = RequestParameters.pathUuid(request, "id");
    keys.revoke(id, user, Actor.of(request), UserRoutes.NoteRequest.required(request));
    Reply.nothing(response);
  }
}
