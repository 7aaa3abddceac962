package bourse.withdrawals;

import bourse.platform.http.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a client sends out.
 *
 * @param account the client's in the engine
 * @param counted what it counts as against limits; empty where no rate is good enough
 * @param gates what people have to do before it goes
 */
record Withdrawal(
    UUID id,
    UUID user,
    long account,
    Terms terms,
    Travel travel,
    Optional<Counted> counted,
    Gates gates,
    Instant createdAt,
    Progress progress) {
  /**
   * Exactly what is to be done; never changes.
   *
   * @param beneficiary in the address book
   * @param amount what arrives
   * @param fee what the client pays beside it
   */
  record Terms(
      UUID beneficiary,
      String rail,
      String currency,
      BigDecimal amount,
      BigDecimal fee,
      Destination destination) {
    /** What leaves the account. */
    BigDecimal total() {
      return amount.add(fee);
    }
  }

  /** What it counts as, by which rate. */
  record Counted(BigDecimal amount, String currency, Rate rate) {}

  /**
   * What people have to do.
   *
   * @param reasons why one of the staff has to look at it; empty for none
   * @param approvals so many of the staff have to approve it
   */
  record Gates(List<String> reasons, int approvals) {
    public Gates {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * How far it is.
   *
   * @param version counts its changes
   * @param hold what the engine calls what is set aside
   * @param confirmed the hash that the client confirmed
   * @param reference the rail's
   * @param sends so often it was, or may have been, given to the rail
   * @param errors so often in a row that failed
   * @param failure why it did not go, for the client
   * @param attention why a person has to look at it, for the staff
   * @param expiresAt until when it has to be confirmed
   * @param lookAt when there is something to do next; empty when it waits for a person, or is over
   * @param looks so often it was looked at since its status changed
   */
  record Progress(
      WithdrawalStatus status,
      long version,
      OptionalLong hold,
      Optional<String> confirmed,
      Optional<String> reference,
      int sends,
      int errors,
      Optional<String> failure,
      Optional<String> attention,
      Instant updatedAt,
      Instant expiresAt,
      Optional<Instant> lookAt,
      int looks) {
    private static final int LONGEST_WORDS = 300;

    static Progress asked(Instant now, Instant expiresAt) {
      return new Progress(
          WithdrawalStatus.REQUESTED,
          1,
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty(),
          0,
          0,
          Optional.empty(),
          Optional.empty(),
          now,
          expiresAt,
          Optional.of(now),
          0);
    }

    private Progress at(WithdrawalStatus next, Instant now) {
      return new Progress(
          next,
          version,
          hold,
          confirmed,
          reference,
          sends,
          errors,
          failure,
          attention,
          now,
          expiresAt,
          Optional.of(now),
          0);
    }

    Progress held(long id) {
      return new Progress(
          status,
          version,
          OptionalLong.of(id),
          confirmed,
          reference,
          sends,
          errors,
          failure,
          attention,
          updatedAt,
          expiresAt,
          lookAt,
          looks);
    }

    Progress confirmed(String hash) {
      return new Progress(
          status,
          version,
          hold,
          Optional.of(hash),
          reference,
          sends,
          errors,
          failure,
          attention,
          updatedAt,
          expiresAt,
          lookAt,
          looks);
    }

    Progress referred(Optional<String> rails) {
      return new Progress(
          status,
          version,
          hold,
          confirmed,
          rails.isPresent() ? rails : reference,
          sends,
          errors,
          failure,
          attention,
          updatedAt,
          expiresAt,
          lookAt,
          looks);
    }

    Progress sending() {
      return new Progress(
          status, version, hold, confirmed, reference, sends + 1, errors, failure, attention,
          updatedAt, expiresAt, lookAt, looks);
    }

    Progress failed(String why) {
      return new Progress(
          status,
          version,
          hold,
          confirmed,
          reference,
          sends,
          errors,
          Optional.of(shortened(why)),
          attention,
          updatedAt,
          expiresAt,
          lookAt,
          looks);
    }

    Progress troubled(int inARow, Optional<String> forStaff) {
      return new Progress(
          status,
          version,
          hold,
          confirmed,
          reference,
          sends,
          inARow,
          failure,
          forStaff.map(Progress::shortened),
          updatedAt,
          expiresAt,
          lookAt,
          looks);
    }

    Progress lookAgain(Optional<Instant> at) {
      return new Progress(
          status, version, hold, confirmed, reference, sends, errors, failure, attention, updatedAt,
          expiresAt, at, looks + 1);
    }

    private static String shortened(String words) {
      return words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS) : words;
    }
  }

  WithdrawalStatus status() {
    return progress.status();
  }

  Withdrawal with(Progress next) {
    return new Withdrawal(id, user, account, terms, travel, counted, gates, createdAt, next);
  }

  /** The same, being in another status from now on; or as it is, when it may not become that. */
  Withdrawal become(WithdrawalStatus next, Instant now) {
    return status().mayBecome(next) ? with(progress.at(next, now)) : this;
  }

  /** As the rail is asked. */
  PayoutRail.Payout payout() {
    return new PayoutRail.Payout(
        id, terms.currency(), terms.amount(), terms.destination(), createdAt);
  }

  /** Exactly what is confirmed and approved, in one form. */
  private record Content(
      UUID id,
      String account,
      String rail,
      String currency,
      String amount,
      String fee,
      String kind,
      String name,
      TreeMap<String, String> fields,
      String institution,
      boolean selfHosted) {}

  /** SHA-256 of exactly what is to be done; hexadecimal. */
  String contentHash() {
    Destination to = terms.destination();
    Content content =
        new Content(
            id,
            Long.toString(account),
            terms.rail(),
            terms.currency(),
            terms.amount().stripTrailingZeros().toPlainString(),
            terms.fee().stripTrailingZeros().toPlainString(),
            to.kind(),
            to.name(),
            new TreeMap<>(to.fields()),
            to.institution().orElse(""),
            to.selfHosted());
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Json.write(content)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** For letters, logs and the audit, without personal data. */
  String words() {
    return terms.amount().stripTrailingZeros().toPlainString()
        + " "
        + terms.currency()
        + " by "
        + terms.rail();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
