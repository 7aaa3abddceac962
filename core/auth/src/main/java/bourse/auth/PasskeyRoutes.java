package bourse.auth;

import static bourse.platform.access.Permission.PROFILE_CHANGE;
import static bourse.platform.access.Permission.PROFILE_READ;

import bourse.platform.audit.Actor;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.Caller;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code /v1/me/passkeys}, and the challenge of a login with one. */
final class PasskeyRoutes implements Routes {
  private static final int MAXIMUM_NAME = 100;

  private record NewPasskey(String name, JsonNode credential) {
    void check() {
      FieldChecks checks = new FieldChecks();
      checkName(checks, name);
      checks.required("credential", credential);
      checks.verify();
    }
  }

  private record NewName(String name) {
    void check() {
      FieldChecks checks = new FieldChecks();
      checkName(checks, name);
      checks.verify();
    }
  }

  private record PasskeyAnswer(
      UUID id,
      String name,
      boolean backedUp,
      boolean flagged,
      Instant createdAt,
      Optional<Instant> lastUsedAt) {
    static PasskeyAnswer of(PasskeyStore.Passkey passkey) {
      return new PasskeyAnswer(
          passkey.id(),
          passkey.name(),
          passkey.backedUp(),
          passkey.flaggedAt().isPresent(),
          passkey.createdAt(),
          passkey.lastUsedAt());
    }
  }

  private record Registered(PasskeyAnswer passkey, List<String> recoveryCodes) {}

  private record PasskeyList(List<PasskeyAnswer> items) {}

  private final AuthService service;
  private final SecondFactors factors;
  private final Passkeys passkeys;
  private final PasskeyStore store;

  PasskeyRoutes(AuthService service, SecondFactors factors, Passkeys passkeys, PasskeyStore store) {
    this.service = service;
    this.factors = factors;
    this.passkeys = passkeys;
    this.store = store;
  }

  @Override
  public List<Route> routes() {
    Access read = Access.to(PROFILE_READ);
    Access change = Access.to(PROFILE_CHANGE);
    Access protectedChange = change.withStepUp();
    return List.of(
        new Route("POST", "/v1/auth/passkey-options", Access.PUBLIC, this::beginLogin),
        new Route("GET", "/v1/me/passkeys", read, this::list),
        new Route("POST", "/v1/me/passkey-options", protectedChange, this::beginRegistration),
        new Route("POST", "/v1/me/passkeys", protectedChange, this::register),
        new Route("PATCH", "/v1/me/passkeys/{id}", change, this::rename),
        new Route("DELETE", "/v1/me/passkeys/{id}", protectedChange, this::remove));
  }

  private void beginLogin(ServerRequest request, ServerResponse response) {
    response.header("Cache-Control", "no-store");
    Reply.json(response, passkeys.beginLogin());
  }

  private void list(ServerRequest request, ServerResponse response) {
    List<PasskeyStore.Passkey> all = store.list(Caller.of(request).userId());
    Reply.json(response, new PasskeyList(all.stream().map(PasskeyAnswer::of).toList()));
  }

  private void beginRegistration(ServerRequest request, ServerResponse response) {
    User user = service.find(Caller.of(request).userId()).orElseThrow();
    response.header("Cache-Control", "no-store");
    Reply.json(response, passkeys.beginRegistration(user));
  }

  private void register(ServerRequest request, ServerResponse response) {
    NewPasskey wanted = Body.read(request, NewPasskey.class);
    wanted.check();
    Caller caller = Caller.of(request);
    UUID session = caller.session().orElseThrow();
    PasskeyStore.Passkey passkey =
        passkeys.made(caller.userId(), wanted.name(), wanted.credential());
    List<String> recoveryCodes = factors.addPasskey(passkey, session, Actor.of(request));
    response.header("Cache-Control", "no-store");
    Reply.json(
        response, Status.CREATED_201, new Registered(PasskeyAnswer.of(passkey), recoveryCodes));
  }

  private void rename(ServerRequest request, ServerResponse response) {
    NewName name = Body.read(request, NewName.class);
    name.check();
    passkeys.rename(Caller.of(request).userId(), id(request), name.name());
    Reply.nothing(response);
  }

  private void remove(ServerRequest request, ServerResponse response) {
    factors.removePasskey(Caller.of(request).userId(), id(request), Actor.of(request));
    Reply.nothing(response);
  }

  private static UUID id(ServerRequest request) {
    return RequestParameters.pathUuid(request, "id");
  }

  private static void checkName(FieldChecks checks, String name) {
    if (checks.required("name", name)) {
      checks.check(
          !name.isBlank() && name.length() <= MAXIMUM_NAME,
          "name",
          "length",
          "A passkey's name has 1 to " + MAXIMUM_NAME + " characters.");
    }
  }
}
