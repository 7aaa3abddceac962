package bourse.kyc;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.notification.TextMessage;
import bourse.notification.Texter;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.ProtectedTable;
import bourse.platform.data.Database;
import bourse.platform.time.WallClock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;

/**
 * Codes by which a user shows to have a telephone. A code has six digits, works for ten minutes and
 * for five guesses, and a user is sent few of them: each costs money, and rings at somebody's.
 * Thread safe.
 */
final class PhoneCodes {
  static final ProtectedTable CODES = ProtectedTable.of("kyc_phone_codes", "user_id", "phone");
  static final Duration LIFETIME = Duration.ofMinutes(10);
  static final int MOST_GUESSES = 5;
  static final int MOST_A_DAY = 5;

  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int CODES_IN_ALL = 1_000_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** What a user was sent last. */
  private record Sent(
      String phone,
      Optional<String> codeHash,
      int attempts,
      Instant expiresAt,
      Instant sentAt,
      int sent,
      Instant countedFrom) {}

  private final Database database;
  private final FieldCipher fields;
  private final byte[] key;
  private final Texter texter;
  private final String venue;
  private final WallClock clock;

  /**
   * @param key of the hashes; secret
   * @param venue what the message says who sends it
   */
  PhoneCodes(
      Database database,
      FieldCipher fields,
      byte[] key,
      Texter texter,
      String venue,
      WallClock clock) {
    this.database = database;
    this.fields = fields;
    this.key = key.clone();
    this.texter = texter;
    this.venue = venue;
    this.clock = clock;
  }

  /**
   * Sends a code. One that was sent before works no more.
   *
   * @param phone E.164
   * @return until when it works
   * @throws Fault {@link ErrorCode#KYC_CODE_TOO_SOON}
   */
  Instant send(UUID user, String phone) {
    Instant now = clock.instant();
    String code = "%06d".formatted(RANDOM.nextInt(CODES_IN_ALL));
    return database.durably(handle -> {
      // the user's row is locked, so that many requests at once send no more than one
      handle.select("select 1 from users where id = ? for update", user).mapTo(int.class).one();
      Optional<Sent> before = find(handle, user);
      before.ifPresent(sent -> requirePause(sent, now));
      boolean sameDay = before.filter(sent -> isSameDay(sent, now)).isPresent();
      Sent next =
          new Sent(
              phone,
              Optional.of(hash(user, phone, code)),
              0,
              now.plus(LIFETIME),
              now,
              sameDay ? before.get().sent() + 1 : 1,
              sameDay ? before.get().countedFrom() : now);
      put(handle, user, next);
      texter.post(
          handle,
          new TextMessage(
              phone,
              "%s: %s is your code. It works for 10 minutes. Tell it to nobody."
                  .formatted(venue, code)));
      return next.expiresAt();
    });
  }

  private static void requirePause(Sent sent, Instant now) {
    if (now.isBefore(sent.sentAt().plus(PAUSE))) {
      throw Fault.retryAfter(
          ErrorCode.KYC_CODE_TOO_SOON,
          "A code was sent a moment ago; wait for it, and ask for another after a minute.",
          Duration.between(now, sent.sentAt().plus(PAUSE)));
    }
    if (isSameDay(sent, now) && sent.sent() >= MOST_A_DAY) {
      throw Fault.retryAfter(
          ErrorCode.KYC_CODE_TOO_SOON,
          "You were sent %d codes within a day; there are no more today.".formatted(MOST_A_DAY),
          Duration.between(now, sent.countedFrom().plus(DAY)));
    }
  }

  private static boolean isSameDay(Sent sent, Instant now) {
    return now.isBefore(sent.countedFrom().plus(DAY));
  }

  /** What is done with the number that a user has shown to have. */
  @FunctionalInterface
  interface Shown {
    void write(Handle handle, String phone);
  }

  /**
   * Takes a code, once.
   *
   * @param shown is written in the same transaction
   * @throws Fault {@link ErrorCode#KYC_CODE_WRONG}
   */
  void confirm(UUID user, String code, Shown shown) {
    boolean right =
        database.durably(handle -> {
          handle.select("select 1 from users where id = ? for update", user).mapTo(int.class).one();
          Optional<Sent> sent =
              find(handle, user).filter(one -> clock.instant().isBefore(one.expiresAt()));
          if (sent.isEmpty()) {
            return false;
          }
          return isRight(handle, user, code, sent.get(), shown);
        });
    if (!right) {
      throw new Fault(
          ErrorCode.KYC_CODE_WRONG,
          "The code is wrong, was used, or is too old; after %d wrong ones ask for another."
              .formatted(MOST_GUESSES));
    }
  }

  /** A wrong guess is counted, which must not be undone with the refusal. */
  private boolean isRight(Handle handle, UUID user, String code, Sent sent, Shown shown) {
    boolean right =
        sent.codeHash().filter(hash -> isEqual(hash, hash(user, sent.phone(), code))).isPresent();
    int attempts = sent.attempts() + 1;
    handle
        .createUpdate(
            """
            update kyc_phone_codes set attempts = :attempts,
              code_hash = case when :used then null else code_hash end
            where user_id = :user
            """)
        .bind("attempts", attempts)
        .bind("used", right || attempts >= MOST_GUESSES)
        .bind("user", user)
        .execute();
    if (right) {
      shown.write(handle, sent.phone());
    }
    return right;
  }

  private Optional<Sent> find(Handle handle, UUID user) {
    return handle
        .select("select * from kyc_phone_codes where user_id = ?", user)
        .map((row, context) -> sent(row, user))
        .findOne();
  }

  private void put(Handle handle, UUID user, Sent sent) {
    FieldCipher.Row row = fields.row(CODES, user);
    handle.execute("delete from kyc_phone_codes where user_id = ?", user);
    handle
        .createUpdate(
            """
            insert into kyc_phone_codes (user_id, phone, code_hash, attempts, expires_at, sent_at,
              sent, counted_from, key_version)
            values (:user, :phone, :hash, :attempts, :expires, :sentAt, :sent, :from, :version)
            """)
        .bind("user", user)
        .bind("phone", row.encrypt("phone", sent.phone()))
        .bind("hash", sent.codeHash().orElse(null))
        .bind("attempts", sent.attempts())
        .bind("expires", sent.expiresAt().atOffset(ZoneOffset.UTC))
        .bind("sentAt", sent.sentAt().atOffset(ZoneOffset.UTC))
        .bind("sent", sent.sent())
        .bind("from", sent.countedFrom().atOffset(ZoneOffset.UTC))
        .bind("version", row.keyVersion())
        .execute();
  }

  private Sent sent(ResultSet row, UUID user) throws SQLException {
    return new Sent(
        fields.decrypt(CODES, "phone", user, row.getString("phone")),
        Optional.ofNullable(row.getString("code_hash")),
        row.getInt("attempts"),
        instant(row, "expires_at"),
        instant(row, "sent_at"),
        row.getInt("sent"),
        instant(row, "counted_from"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private String hash(UUID user, String phone, String code) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return HexFormat.of()
          .formatHex(
              mac.doFinal((user + "\0" + phone + "\0" + code).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK can't do HMAC-SHA-256", e);
    }
  }

  private static boolean isEqual(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }
}
