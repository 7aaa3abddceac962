package bourse.auth;

import bourse.platform.time.WallClock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;

/**
 * From where users log in. A place is known by its traits, such as a network and the name of a
 * device, a key, or what an earlier login left there; one that was seen is enough. Only keyed
 * hashes are kept, so the table does not tell where a person is. Thread safe.
 */
final class LoginPlaces {
  /** A place that was not seen for so long is new. */
  static final Duration REMEMBERED = Duration.ofDays(365);

  /** The traits that were seen last; more of a user are forgotten. */
  static final int MOST_PER_USER = 100;

  private final SecretKeySpec key;
  private final WallClock clock;

  /**
   * @param key hashes traits
   */
  LoginPlaces(byte[] key, WallClock clock) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
    this.clock = clock;
  }

  /**
   * Remembers where a user logs in from, as part of a durable transaction that holds the user's
   * row: of two logins at the same time one finds the place new.
   *
   * @param traits of the place, at least one
   * @return whether the user had been elsewhere only; for the first login that is false
   */
  boolean note(Handle handle, UUID user, Collection<String> traits) {
    List<String> hashes = traits.stream().map(trait -> hash(user, trait)).distinct().toList();
    boolean known = isKnown(handle, user, hashes);
    boolean elsewhere = !known && hasAny(handle, user);
    for (String hash : hashes) {
      keep(handle, user, hash);
    }
    if (!known) {
      forgetOldest(handle, user);
    }
    return elsewhere;
  }

  private boolean isKnown(Handle handle, UUID user, List<String> hashes) {
    return handle
        .createQuery(
            """
            select 1 from login_places
            where user_id = :user and trait_hash in (<hashes>) and last_at > :since limit 1
            """)
        .bind("user", user)
        .bindList("hashes", hashes)
        .bind("since", now().minus(REMEMBERED))
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static boolean hasAny(Handle handle, UUID user) {
    return handle
        .createQuery("select 1 from login_places where user_id = :user limit 1")
        .bind("user", user)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private void keep(Handle handle, UUID user, String hash) {
    int before =
        handle
            .createUpdate(
                "update login_places set last_at = :now where user_id = :user and trait_hash = :hash")
            .bind("now", now())
            .bind("user", user)
            .bind("hash", hash)
            .execute();
    if (before == 0) {
      handle
          .createUpdate(
              """
              insert into login_places (user_id, trait_hash, last_at) values (:user, :hash, :now)
              """)
          .bind("user", user)
          .bind("hash", hash)
          .bind("now", now())
          .execute();
    }
  }

  private static void forgetOldest(Handle handle, UUID user) {
    handle
        .createUpdate(
            """
            delete from login_places where user_id = :user and trait_hash in (
              select trait_hash from login_places where user_id = :user
              order by last_at desc, trait_hash offset :most rows)
            """)
        .bind("user", user)
        .bind("most", MOST_PER_USER)
        .execute();
  }

  /** The same trait of two users has nothing in common. */
  private String hash(UUID user, String trait) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] text = (user + " " + trait).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(mac.doFinal(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256", e);
    }
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
