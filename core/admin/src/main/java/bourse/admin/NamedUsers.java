package bourse.admin;

import bourse.auth.User;
import bourse.auth.Users;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.http.RequestParameters;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.UUID;

/** The user that a request names: by id, or by address. */
final class NamedUsers {
  private final Users users;

  NamedUsers(Users users) {
    this.users = users;
  }

  /** Throws {@link ErrorCode#NOT_FOUND}. */
  User of(ServerRequest request) {
    return of(RequestParameters.path(request, "user"));
  }

  /** Throws {@link ErrorCode#NOT_FOUND}. */
  User of(String name) {
    return (name.contains("@") ? users.findByEmail(name) : byId(name))
        .orElseThrow(() -> new Fault(ErrorCode.NOT_FOUND, "There is no such user."));
  }

  private Optional<User> byId(String id) {
    try {
      return users.find(UUID.fromString(id));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  /** As the audit names a user. */
  static String target(User user) {
    return "user:" + user.id();
  }
}
