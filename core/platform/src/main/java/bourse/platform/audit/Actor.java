package bourse.platform.audit;

import bourse.platform.http.Caller;
import bourse.platform.http.ClientAddress;
import bourse.platform.http.RequestId;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.UUID;

/**
 * Who acts, and from where, as the audit trail keeps it.
 *
 * @param user the user; empty for the others
 * @param name {@code user:<id>}, {@code operator:<system user>}, {@code anonymous} or {@code
 *     system}; no personal data
 * @param address from which the request came
 * @param requestId names the request in the logs
 */
public record Actor(
    Optional<UUID> user, String name, Optional<String> address, Optional<String> requestId) {
  /** The product itself. */
  public static final Actor SYSTEM =
      new Actor(Optional.empty(), "system", Optional.empty(), Optional.empty());

  /** Whoever makes this request: the operator, the caller, or someone who is not known. */
  public static Actor of(ServerRequest request) {
    return request
        .context()
        .get(Actor.class)
        .or(() -> request.context().get(Caller.class).map(caller -> user(person(caller), request)))
        .orElseGet(() -> of(Optional.empty(), "anonymous", request));
  }

  private static UUID person(Caller caller) {
    return caller.authentication() instanceof Caller.Authentication.View(UUID _, UUID viewer)
        ? viewer
        : caller.userId();
  }

  /** The same request, now that it is known which user made it. */
  public Actor as(UUID known) {
    return new Actor(Optional.of(known), "user:" + known, address, requestId);
  }

  /** A user, who may not be authenticated by this request but by what it carries. */
  public static Actor user(UUID user, ServerRequest request) {
    return of(Optional.of(user), "user:" + user, request);
  }

  /** An operator, over the management port. */
  public static Actor operator(String systemUser, ServerRequest request) {
    return of(Optional.empty(), "operator:" + systemUser, request);
  }

  /** An operator at the machine, without a server. */
  public static Actor operator(String systemUser) {
    return new Actor(
        Optional.empty(), "operator:" + systemUser, Optional.empty(), Optional.empty());
  }

  private static Actor of(Optional<UUID> user, String name, ServerRequest request) {
    return new Actor(
        user,
        name,
        Optional.of(ClientAddress.of(request).text()),
        Optional.of(RequestId.of(request)));
  }
}
