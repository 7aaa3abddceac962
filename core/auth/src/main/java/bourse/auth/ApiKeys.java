package bourse.auth;

import bourse.auth.ApiKey.Algorithm;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.KeyScope;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.http.Subnet;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The keys with which users' programs sign. Changes are audited, and work at once. Thread safe. */
public final class ApiKeys {
  /**
   * What a user wants.
   *
   * @param publicKey of Ed25519, as {@link KeySignature.ByEd25519#stored} takes it
   */
  record Wanted(
      String label,
      Algorithm algorithm,
      Optional<String> publicKey,
      Set<KeyScope> scopes,
      List<Subnet> addresses,
      Optional<Instant> expiresAt) {}

  /**
   * A new key.
   *
   * @param secret of HMAC; told here and never again
   */
  record Created(ApiKey key, Optional<String> secret) {}

  private static final int MOST_PER_USER = 30;
  private static final int SECRET_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;
  private final ApiKeyStore store;
  private final LiveKeys live;
  private final LastUses uses;
  private final Audit audit;
  private final WallClock clock;

  ApiKeys(
      Database database,
      ApiKeyStore store,
      LiveKeys live,
      LastUses uses,
      Audit audit,
      WallClock clock) {
    this.database = database;
    this.store = store;
    this.live = live;
    this.uses = uses;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Makes a key.
   *
   * @throws Fault {@link ErrorCode#TOO_MANY_API_KEYS}, or {@link ErrorCode#INVALID_FIELD} for a
   *     public key that is none
   */
  Created create(UUID user, Wanted wanted, Actor actor) {
    ApiKey key =
        new ApiKey(
            Ids.uuid7(),
            user,
            wanted.label(),
            wanted.algorithm(),
            wanted.publicKey().map(KeySignature.ByEd25519::stored),
            wanted.scopes(),
            wanted.addresses(),
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            wanted.expiresAt(),
            Optional.empty());
    Optional<String> secret =
        switch (wanted.algorithm()) {
          case ED25519 -> Optional.empty();
          case HMAC_SHA256 -> Optional.of(newSecret());
        };
    database.<Void, RuntimeException>durably(handle -> {
      if (ApiKeyStore.countLocked(handle, user) >= MOST_PER_USER) {
        throw new Fault(
            ErrorCode.TOO_MANY_API_KEYS,
            "You have " + MOST_PER_USER + " API keys; revoke one that you do not use.");
      }
      store.insert(handle, key, secret);
      note(handle, actor, "apikey.create", key, "");
      return null;
    });
    return new Created(key, secret);
  }

  private static String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Keys, newest first.
   *
   * @param user of this one alone, or of all
   * @param before ids before this one; ids sort by time
   */
  public List<ApiKey> list(Optional<UUID> user, Optional<UUID> before, int limit) {
    return store.list(user, before, limit).stream()
        .map(key -> key.usedBy(uses.of(key.id())))
        .toList();
  }

  /**
   * Ends a key.
   *
   * @param user whose it must be; empty for anybody's
   * @param why for the audit; its user needs no reason
   * @throws Fault {@link ErrorCode#NOT_FOUND}
   */
  public void revoke(UUID id, Optional<UUID> user, Actor actor, String why) {
    database.<Void, RuntimeException>durably(handle -> {
      ApiKey key =
          ApiKeyStore.find(handle, id)
              .filter(found -> user.isEmpty() || user.get().equals(found.user()))
              .filter(found -> ApiKeyStore.delete(handle, found.id()))
              .orElseThrow(() -> new Fault(ErrorCode.NOT_FOUND, "There is no API key " + id + "."));
      note(handle, actor, "apikey.revoke", key, why);
      return null;
    });
    live.forget(id);
  }

  private void note(Handle handle, Actor actor, String action, ApiKey key, String why) {
    String notes =
        "Key %s, %s, %s, from %s, until %s."
            .formatted(
                key.id(),
                key.algorithm(),
                key.scopes().stream().sorted().toList(),
                key.addresses().isEmpty() ? "anywhere" : key.addresses(),
                key.expiresAt().map(Instant::toString).orElse("it is revoked"));
    audit.append(handle, new Act(actor, action, "user:" + key.user(), (notes + " " + why).strip()));
  }
}
