package bourse.auth;

import bourse.platform.time.WallClock;
import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.bouncycastle.util.encoders.Base32;
import org.jdbi.v3.core.Handle;

/**
 * Codes on paper for who has lost the other factors: shown once, kept as hashes, one use each. A
 * code has 120 random bits, so a hash without salt tells nothing of it. What writes is part of a
 * durable transaction. Thread safe.
 */
final class RecoveryCodes {
  /** How many a person gets. */
  static final int CODES = 10;

  private static final int CODE_BYTES = 15;
  private static final int GROUP = 4;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final WallClock clock;

  RecoveryCodes(WallClock clock) {
    this.clock = clock;
  }

  /** Gives out new codes; the ones before work no more. */
  List<String> renew(Handle handle, UUID user) {
    List<String> codes = Stream.generate(RecoveryCodes::newCode).limit(CODES).toList();
    removeAll(handle, user);
    for (String code : codes) {
      handle
          .createUpdate(
              """
              insert into recovery_codes (user_id, hash, created_at) values (:user, :hash, :now)
              """)
          .bind("user", user)
          .bind("hash", hash(code))
          .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
          .execute();
    }
    return codes;
  }

  /** How many have not been used. */
  static int left(Handle handle, UUID user) {
    return handle
        .createQuery("select count(*) from recovery_codes where user_id = :user")
        .bind("user", user)
        .mapTo(Integer.class)
        .one();
  }

  /** Uses a code up; false when it is none, or was used. */
  static boolean use(Handle handle, UUID user, String code) {
    return handle
            .createUpdate("delete from recovery_codes where user_id = :user and hash = :hash")
            .bind("user", user)
            .bind("hash", hash(code))
            .execute()
        > 0;
  }

  static void removeAll(Handle handle, UUID user) {
    handle
        .createUpdate("delete from recovery_codes where user_id = :user")
        .bind("user", user)
        .execute();
  }

  private static String newCode() {
    byte[] bytes = new byte[CODE_BYTES];
    RANDOM.nextBytes(bytes);
    String text = Base32.toBase32String(bytes).toLowerCase(Locale.ROOT);
    return text.replaceAll("(.{" + GROUP + "})(?!$)", "$1-");
  }

  /** Of what counts in a code, however a person types it. */
  private static String hash(String code) {
    String plain = code.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
    return Sha256.hex(plain);
  }
}
