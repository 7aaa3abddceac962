package bourse.platform.http;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.KeyScope;
import bourse.platform.access.Permission;
import bourse.platform.access.Role;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who is asking. Put into the request's context by the gateway's authentication filter.
 *
 * @param userId the user
 * @param account the user's account in the engine
 * @param roles the live roles, not those of the token
 * @param authentication how the user proved it
 */
public record Caller(UUID userId, long account, Set<Role> roles, Authentication authentication) {
  /** How a user proved who it is. */
  public sealed interface Authentication {
    /** By an access token of a session. */
    record Session(UUID id) implements Authentication {}

    /** By an API key. */
    record ApiKey(UUID id, Set<KeyScope> scopes) implements Authentication {
      public ApiKey {
        scopes = Set.copyOf(scopes);
      }
    }

    /** One of the staff looks at what the user sees, in a session of the own; never acts. */
    record View(UUID session, UUID viewer) implements Authentication {}
  }

  public Caller {
    roles = Set.copyOf(roles);
  }

  /** The caller of a request to a route that needs one. */
  public static Caller of(ServerRequest request) {
    return request.context().get(Caller.class).orElseThrow();
  }

  /** The session that the caller acts in; an API key acts in none. */
  public Optional<UUID> session() {
    return authentication instanceof Authentication.Session(UUID id)
        ? Optional.of(id)
        : Optional.empty();
  }

  /**
   * Goes on only when the caller may do this.
   *
   * @throws Fault {@link ErrorCode#NOT_ALLOWED}, which says what is missing
   */
  public void require(Permission permission) {
    if (!hasRoleFor(permission)) {
      throw new Fault(
          ErrorCode.NOT_ALLOWED,
          "This needs the permission "
              + permission
              + ", which none of your roles gives; ask an administrator.");
    }
    switch (authentication) {
      case Authentication.Session _ -> {}
      case Authentication.ApiKey key -> requireScope(key, permission);
      case Authentication.View _ -> requireRead(permission);
    }
  }

  /** Whether one of the roles gives it. */
  public boolean hasRoleFor(Permission permission) {
    return roles.stream().anyMatch(role -> role.permissions().contains(permission));
  }

  private static void requireRead(Permission permission) {
    if (permission.keyScope().filter(KeyScope.READ::equals).isEmpty()) {
      throw new Fault(
          ErrorCode.NOT_ALLOWED, "You look at this as somebody else, and can't act for them.");
    }
  }

  private static void requireScope(Authentication.ApiKey key, Permission permission) {
    KeyScope scope =
        permission
            .keyScope()
            .orElseThrow(() ->
                new Fault(
                    ErrorCode.NOT_ALLOWED, "This can't be done with an API key; log in for it."));
    if (!key.scopes().contains(scope)) {
      throw new Fault(
          ErrorCode.NOT_ALLOWED,
          "This needs an API key of scope " + scope + ", which this one has not.");
    }
  }
}
