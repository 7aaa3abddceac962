package bourse.auth;

import static bourse.platform.access.Permission.PROFILE_CHANGE;
import static bourse.platform.access.Permission.PROFILE_READ;

import bourse.auth.ApiKey.Algorithm;
import bourse.platform.access.KeyScope;
import bourse.platform.audit.Actor;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.Caller;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.http.Subnet;
import bourse.platform.time.WallClock;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** {@code /v1/me/api-keys}. */
final class ApiKeyRoutes implements Routes {
  private static final int LONGEST_LABEL = 100;
  private static final int MOST_ADDRESSES = 50;
  private static final int MOST_LISTED = 500;
  private static final int LONGEST_PUBLIC_KEY = 500;

  private record NewApiKey(
      String label,
      Algorithm algorithm,
      String publicKey,
      List<KeyScope> scopes,
      List<String> addresses,
      Instant expiresAt) {
    void check(Instant now) {
      FieldChecks checks = new FieldChecks();
      if (checks.required("label", label)) {
        checks.check(
            !label.isBlank()
                && label.length() <= LONGEST_LABEL
                && label.chars().noneMatch(Character::isISOControl),
            "label",
            "length",
            "A label has 1 to " + LONGEST_LABEL + " characters, in one line.");
      }
      if (checks.required("algorithm", algorithm)) {
        checkPublicKey(checks);
      }
      if (checks.required("scopes", scopes)) {
        checks.check(
            !scopes.isEmpty()
                && scopes.stream().allMatch(Objects::nonNull)
                && scopes.stream().distinct().count() == scopes.size(),
            "scopes",
            "size",
            "Name each scope that the key is for, once: READ, TRADE, WITHDRAW.");
      }
      checkAddresses(checks);
      checks.check(
          expiresAt == null || expiresAt.isAfter(now),
          "expiresAt",
          "future",
          "A key expires in the future.");
      checks.verify();
    }

    private void checkPublicKey(FieldChecks checks) {
      switch (algorithm) {
        case ED25519 -> {
          if (checks.required("publicKey", publicKey)) {
            checks.check(
                publicKey.length() <= LONGEST_PUBLIC_KEY,
                "publicKey",
                "length",
                "A public key has at most " + LONGEST_PUBLIC_KEY + " characters.");
          }
        }
        case HMAC_SHA256 ->
            checks.check(
                publicKey == null,
                "publicKey",
                "unsupported",
                "HMAC has no public key: the server makes the secret.");
      }
    }

    private void checkAddresses(FieldChecks checks) {
      checks.check(
          addresses == null
              || (addresses.size() <= MOST_ADDRESSES
                  && addresses.stream().allMatch(text -> text != null && Subnet.isOne(text))),
          "addresses",
          "subnet",
          "addresses has at most "
              + MOST_ADDRESSES
              + " addresses or subnets such as 203.0.113.7 or 2001:db8::/48, with no bits set"
              + " beyond the prefix.");
      checks.check(
          scopes == null
              || !scopes.contains(KeyScope.WITHDRAW)
              || (addresses != null && !addresses.isEmpty()),
          "addresses",
          "required",
          "A key that sends money out works from named addresses alone.");
    }

    ApiKeys.Wanted wanted() {
      return new ApiKeys.Wanted(
          label.strip(),
          algorithm,
          Optional.ofNullable(publicKey),
          EnumSet.copyOf(scopes),
          addresses == null ? List.of() : addresses.stream().map(Subnet::parse).toList(),
          Optional.ofNullable(expiresAt).map(at -> at.truncatedTo(ChronoUnit.MICROS)));
    }
  }

  private record Created(ApiKeyAnswer apiKey, Optional<String> secret) {}

  private record ApiKeyList(List<ApiKeyAnswer> items) {}

  private final ApiKeys keys;
  private final WallClock clock;

  ApiKeyRoutes(ApiKeys keys, WallClock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    Access change = Access.to(PROFILE_CHANGE);
    return List.of(
        new Route("GET", "/v1/me/api-keys", Access.to(PROFILE_READ), this::list),
        new Route("POST", "/v1/me/api-keys", change.withStepUp(), this::create),
        new Route("DELETE", "/v1/me/api-keys/{id}", change, this::revoke));
  }

  private void list(ServerRequest request, ServerResponse response) {
    Optional<UUID> user = Optional.of(Caller.of(request).userId());
    List<ApiKey> all = keys.list(user, Optional.empty(), MOST_LISTED);
    Reply.json(response, new ApiKeyList(all.stream().map(ApiKeyAnswer::of).toList()));
  }

  private void create(ServerRequest request, ServerResponse response) {
    NewApiKey wanted = Body.read(request, NewApiKey.class);
    wanted.check(clock.instant());
    ApiKeys.Created created =
        keys.create(Caller.of(request).userId(), wanted.wanted(), Actor.of(request));
    response.header("Cache-Control", "no-store");
    Reply.json(
        response,
        Status.CREATED_201,
        new Created(ApiKeyAnswer.of(created.key()), created.secret()));
  }

  private void revoke(ServerRequest request, ServerResponse response) {
    keys.revoke(
        RequestParameters.pathUuid(request, "id"),
        Optional.of(Caller.of(request).userId()),
        Actor.of(request),
        "");
    Reply.nothing(response);
  }
}
