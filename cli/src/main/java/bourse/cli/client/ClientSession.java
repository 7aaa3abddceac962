package bourse.cli.client;

import bourse.domain.ErrorCode;
import bourse.domain.ErrorType;
import bourse.domain.Fault;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One logged-in user. Logs in when first needed, exchanges the refresh token shortly before the
 * access token ends, and logs in again when that is refused.
 *
 * <p>Thread safe.
 */
public final class ClientSession {
  private static final long EARLY_NANOS = Duration.ofSeconds(30).toNanos();

  private final ServerConnection server;
  private final String email;
  private final String password;
  private final String device;

  private Optional<String> accessToken = Optional.empty();
  private Optional<String> refreshToken = Optional.empty();
  private long renewAtNanos;

  /**
   * @param device a name for the user's list of sessions
   */
  public ClientSession(ServerConnection server, String email, String password, String device) {
    this.server = server;
    this.email = email;
    this.password = password;
    this.device = device;
  }

  public String email() {
    return email;
  }

  public ServerConnection.Answer get(String path) {
    return call("GET", path, Map.of(), Optional.empty());
  }

  /** Reads what is at least as new as the sequence. */
  public ServerConnection.Answer get(String path, long atLeastSequence) {
    return call(
        "GET",
        path,
        Map.of("Bourse-At-Least-Sequence", Long.toString(atLeastSequence)),
        Optional.empty());
  }

  public ServerConnection.Answer post(String path, JsonNode body) {
    return call("POST", path, Map.of(), Optional.of(body));
  }

  /** Ends the session at the server, if there is one. */
  public synchronized void logout() {
    if (accessToken.isPresent()) {
      server.send("POST", "/v1/auth/logout", bearer(accessToken.get()), Optional.empty());
      accessToken = Optional.empty();
      refreshToken = Optional.empty();
    }
  }

  private ServerConnection.Answer call(
      String method, String path, Map<String, String> headers, Optional<JsonNode> body) {
    String token = token();
    try {
      return server.send(method, path, with(headers, token), body);
    } catch (Fault fault) {
      if (fault.code() != ErrorCode.NOT_AUTHENTICATED) {
        throw fault;
      }
      forget(token);
      return server.send(method, path, with(headers, token()), body);
    }
  }

  private synchronized String token() {
    if (accessToken.isEmpty() || System.nanoTime() - renewAtNanos >= 0) {
      renew();
    }
    return accessToken.orElseThrow();
  }

  private synchronized void forget(String token) {
    if (accessToken.filter(token::equals).isPresent()) {
      accessToken = Optional.empty();
    }
  }

  private void renew() {
    if (refreshToken.isPresent()) {
      ObjectNode request = Json.object().put("refreshToken", refreshToken.get());
      refreshToken = Optional.empty();
      try {
        keep(server.post("/v1/auth/refresh", Map.of(), request).body());
        return;
      } catch (Fault fault) {
        ErrorType type = fault.code().type();
        if (type == ErrorType.UNAVAILABLE || type == ErrorType.THROTTLED) {
          throw fault;
        }
        accessToken = Optional.empty(); // the token is spent or refused; the password opens anew
      }
    }
    ObjectNode login = Json.object();
    login.put("email", email).put("password", password).put("device", device);
    keep(server.post("/v1/auth/login", Map.of(), login).body());
  }

  private void keep(JsonNode tokens) {
    accessToken = Optional.of(tokens.path("accessToken").asText());
    refreshToken =
        Optional.of(tokens.path("refreshToken").asText()).filter(token -> !token.isEmpty());
    long life = Duration.ofSeconds(tokens.path("expiresIn").asLong()).toNanos();
    renewAtNanos = System.nanoTime() + Math.max(life / 2, life - EARLY_NANOS);
  }

  private static Map<String, String> with(Map<String, String> headers, String token) {
    Map<String, String> all = new HashMap<>(headers);
    all.putAll(bearer(token));
    return all;
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }
}
