package bourse.admin;

import bourse.auth.ApiKey;
import bourse.auth.ApiKeys;
import bourse.auth.User;
import bourse.auth.Users;
import bourse.platform.access.KeyScope;
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

/** The API keys of users, for the operator: {@code /operator/api-keys}. */
final class ApiKeyRoutes implements Routes {
  private record ApiKeyAnswer(
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

  private final ApiKeys keys;
  private final Users users;
  private final NamedUsers named;

  ApiKeyRoutes(ApiKeys keys, Users users) {
    this.keys = keys;
    this.users = users;
    this.named = new NamedUsers(users);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/operator/api-keys", Access.OPERATOR, this::list),
        new Route("DELETE", "/operator/api-keys/{id}", Access.OPERATOR, this::revoke));
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

  private ApiKeyAnswer answer(ApiKey key) {
    return new ApiKeyAnswer(
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
    keys.revoke(RequestParameters.pathUuid(request, "id"), Optional.empty(), Actor.of(request));
    Reply.nothing(response);
  }
}
