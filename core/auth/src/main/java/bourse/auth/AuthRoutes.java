package bourse.auth;

import static bourse.platform.access.Permission.PROFILE_CHANGE;
import static bourse.platform.access.Permission.PROFILE_READ;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.Permission;
import bourse.platform.access.Role;
import bourse.platform.audit.Actor;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.Caller;
import bourse.platform.http.Cursor;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Page;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** {@code /v1/auth} and {@code /v1/me}. */
final class AuthRoutes implements Routes {
  private record Registration(
      String email, String password, String fullName, Optional<String> phone) {
    NewUser user() {
      return new NewUser(
          email, password, fullName, phone == null ? Optional.empty() : phone, Set.of(Role.MEMBER));
    }
  }

  private record Registered(UUID registrationId) {}

  private enum ClientKind {
    BROWSER
  }

  private record Login(
      String email,
      String password,
      String totp,
      String recoveryCode,
      JsonNode passkey,
      String device,
      Boolean trustDevice,
      String deviceToken,
      ClientKind client) {
    private static final int MAXIMUM_ADDRESS = 254;

    FactorProof proof() {
      return FactorProof.of(totp, recoveryCode, passkey);
    }

    DeviceTrust trust(Optional<String> cookie) {
      return new DeviceTrust(
          Optional.ofNullable(deviceToken).or(() -> cookie), Boolean.TRUE.equals(trustDevice));
    }

    void check() {
      FieldChecks checks = new FieldChecks();
      if (checks.required("email", email)) {
        checks.check(
            email.length() <= MAXIMUM_ADDRESS,
            "email",
            "length",
            "An address has at most " + MAXIMUM_ADDRESS + " characters.");
      }
      if (checks.required("password", password)) {
        PasswordRules.checkLength(checks, "password", password);
      }
      checkDevice(checks, device);
      proof().check(checks);
      checks.verify();
    }
  }

  private record PasskeyLogin(JsonNode passkey, String device, ClientKind client) {
    void check() {
      FieldChecks checks = new FieldChecks();
      checks.required("passkey", passkey);
      checkDevice(checks, device);
      checks.verify();
    }
  }

  private record Refresh(String refreshToken) {}

  private record TokensAnswer(
      String accessToken,
      String tokenType,
      long expiresIn,
      Optional<String> refreshToken,
      UUID sessionId,
      Optional<String> deviceToken) {}

  private record Me(
      UUID id,
      String account,
      String email,
      String fullName,
      Optional<String> phone,
      List<String> roles,
      List<Permission> permissions,
      UserStatus status,
      Instant createdAt) {}

  private record SessionAnswer(
      UUID id,
      Optional<String> device,
      Instant createdAt,
      Instant lastUsedAt,
      Instant expiresAt,
      boolean current) {}

  private static final int MAXIMUM_DEVICE = 100;
  private static final HostCookie PLACE = new HostCookie("__Host-bourse-place");
  private static final int LONGEST_PLACE = 100;

  /** The longest that browsers keep a cookie. */
  private static final Duration PLACE_LIFETIME = Duration.ofDays(400);

  private final AuthService service;
  private final Duration deviceLifetime;

  /**
   * @param deviceLifetime how long a device is trusted
   */
  AuthRoutes(AuthService service, Duration deviceLifetime) {
    this.service = service;
    this.deviceLifetime = deviceLifetime;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/auth/register", Access.PUBLIC, this::register),
        new Route("POST", "/v1/auth/login", Access.PUBLIC, this::login),
        new Route("POST", "/v1/auth/passkey", Access.PUBLIC, this::loginWithPasskey),
        new Route("POST", "/v1/auth/refresh", Access.PUBLIC, this::refresh),
        new Route("POST", "/v1/auth/logout", Access.to(PROFILE_CHANGE), this::logout),
        new Route("GET", "/v1/me", Access.to(PROFILE_READ), this::me),
        new Route("GET", "/v1/me/sessions", Access.to(PROFILE_READ), this::sessions),
        new Route("DELETE", "/v1/me/sessions", Access.to(PROFILE_CHANGE), this::endOtherSessions),
        new Route("DELETE", "/v1/me/sessions/{id}", Access.to(PROFILE_CHANGE), this::endSession));
  }

  private void register(ServerRequest request, ServerResponse response) {
    Registration registration = Body.read(request, Registration.class);
    UUID id = service.register(registration.user());
    Reply.json(response, Status.ACCEPTED_202, new Registered(id));
  }

  private void login(ServerRequest request, ServerResponse response) {
    Login login = Body.read(request, Login.class);
    login.check();
    boolean browser = login.client() == ClientKind.BROWSER;
    if (browser) {
      RefreshCookie.requireOwnOrigin(request);
    }
    Optional<String> place = browser ? Optional.of(place(request)) : Optional.empty();
    DeviceTrust trust = login.trust(browser ? DeviceTrust.COOKIE.read(request) : Optional.empty());
    List<String> held = Stream.concat(place.stream(), trust.token().stream()).toList();
    AuthService.Tokens tokens =
        service.login(
            login.email(),
            login.password(),
            login.proof(),
            trust,
            device(login.device(), request, held, browser),
            Actor.of(request));
    answer(response, tokens, browser, place);
  }

  private static ClientDevice device(
      String name, ServerRequest request, List<String> held, boolean browser) {
    return new ClientDevice(
        Optional.ofNullable(name),
        KeyProof.of(request),
        held,
        browser ? RefreshCookie.read(request) : Optional.empty());
  }

  /** What tells a browser at its next login, of whichever user. */
  private static String place(ServerRequest request) {
    return PLACE
        .read(request)
        .filter(token -> token.length() <= LONGEST_PLACE)
        .orElseGet(MailLinks::newToken);
  }

  private void loginWithPasskey(ServerRequest request, ServerResponse response) {
    PasskeyLogin login = Body.read(request, PasskeyLogin.class);
    login.check();
    boolean browser = login.client() == ClientKind.BROWSER;
    if (browser) {
      RefreshCookie.requireOwnOrigin(request);
    }
    Optional<String> place = browser ? Optional.of(place(request)) : Optional.empty();
    AuthService.Tokens tokens =
        service.loginWithPasskey(
            login.passkey(),
            device(login.device(), request, place.stream().toList(), browser),
            Actor.of(request));
    answer(response, tokens, browser, place);
  }

  private void refresh(ServerRequest request, ServerResponse response) {
    Refresh refresh = Body.read(request, Refresh.class);
    if (refresh.refreshToken() != null) {
      answer(
          response,
          service.refresh(refresh.refreshToken(), KeyProof.of(request)),
          false,
          Optional.empty());
      return;
    }
    String cookie =
        RefreshCookie.read(request)
            .orElseThrow(() ->
                new Fault(ErrorCode.NOT_AUTHENTICATED, "There is no refresh token; log in first."));
    RefreshCookie.requireOwnOrigin(request);
    answer(response, service.refresh(cookie, KeyProof.of(request)), true, Optional.empty());
  }

  private void answer(
      ServerResponse response, AuthService.Tokens tokens, boolean browser, Optional<String> place) {
    if (browser) {
      Duration lifetime =
          Duration.between(tokens.session().lastUsedAt(), tokens.session().expiresAt());
      RefreshCookie.set(response, tokens.refreshToken(), lifetime);
      place.ifPresent(token -> PLACE.set(response, token, PLACE_LIFETIME));
      tokens
          .deviceToken()
          .ifPresent(token -> DeviceTrust.COOKIE.set(response, token, deviceLifetime));
    }
    response.header("Cache-Control", "no-store");
    Reply.json(
        response,
        new TokensAnswer(
            tokens.accessToken(),
            tokens.session().boundTo().isPresent() ? "DPoP" : "Bearer",
            tokens.lifetime().toSeconds(),
            browser ? Optional.empty() : Optional.of(tokens.refreshToken()),
            tokens.session().id(),
            browser ? Optional.empty() : tokens.deviceToken()));
  }

  private void logout(ServerRequest request, ServerResponse response) {
    Caller caller = Caller.of(request);
    service.endSession(caller, caller.session().orElseThrow());
    RefreshCookie.remove(response);
    Reply.nothing(response);
  }

  private void me(ServerRequest request, ServerResponse response) {
    User user = service.find(Caller.of(request).userId()).orElseThrow();
    Reply.json(
        response,
        new Me(
            user.id(),
            Long.toString(user.account()),
            user.email(),
            user.fullName(),
            user.phone(),
            user.roles().stream().map(Role::name).sorted().toList(),
            user.roles().stream()
                .flatMap(role -> role.permissions().stream())
                .distinct()
                .sorted()
                .toList(),
            user.status(),
            user.createdAt()));
  }

  private void sessions(ServerRequest request, ServerResponse response) {
    Caller caller = Caller.of(request);
    int limit = RequestParameters.limit(request);
    Optional<UUID> before =
        RequestParameters.cursor(request, 2).map(key -> new UUID(key[0], key[1]));
    List<Session> rows = service.sessions(caller, before, limit + 1);
    Page<Session> page = Page.of(rows, limit, session -> cursor(session.id()));
    Reply.json(response, page.map(session -> answer(session, caller)));
  }

  private static String cursor(UUID id) {
    return Cursor.of(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  private static SessionAnswer answer(Session session, Caller caller) {
    return new SessionAnswer(
        session.id(),
        session.device(),
        session.createdAt(),
        session.lastUsedAt(),
        session.expiresAt(),
        caller.session().equals(Optional.of(session.id())));
  }

  private void endSession(ServerRequest request, ServerResponse response) {
    service.endSession(Caller.of(request), RequestParameters.pathUuid(request, "id"));
    Reply.nothing(response);
  }

  private void endOtherSessions(ServerRequest request, ServerResponse response) {
    service.endOtherSessions(Caller.of(request));
    Reply.nothing(response);
  }

  private static void checkDevice(FieldChecks checks, String device) {
    if (device != null) {
      checks.check(
          !device.isBlank() && device.length() <= MAXIMUM_DEVICE,
          "device",
          "length",
          "A device's name has 1 to " + MAXIMUM_DEVICE + " characters.");
    }
  }
}
