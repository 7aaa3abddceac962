package bourse.admin;

import bourse.auth.TokenReuse;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * What operators and admins did, one row per act, each carrying the SHA-256 of the one before it: a
 * row that was changed, taken out or put in between breaks the chain from there on. Thread safe.
 */
public final class AuditTrail {
  private static final int MOST_CHARACTERS = 4000;
  private static final String FIRST_HASH = "0".repeat(64);

  private final Database database;
  private final WallClock clock;

  public AuditTrail(Database database, WallClock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * One act, as its author states it. Texts of at most 4,000 characters, never a secret.
   *
   * @param admin the user who acted; empty for {@code operator:…} and {@code system}
   * @param actor who acted, in words: {@code operator:alice}, an e-mail address, {@code system}
   * @param action what was done: {@code account.deposit}; at most 100 characters
   * @param target to what: {@code account:1000}; at most 300 characters
   * @param notes why, or with which figures
   * @param before the target's state before, as JSON, where there is one
   * @param after the same afterwards
   */
  public record Act(
      Optional<UUID> admin,
      String actor,
      String action,
      String target,
      String notes,
      Optional<String> before,
      Optional<String> after) {
    public Act {
      if (actor.length() > 200
          || action.length() > 100
          || target.length() > 300
          || notes.length() > MOST_CHARACTERS
          || before.map(String::length).orElse(0) > MOST_CHARACTERS
          || after.map(String::length).orElse(0) > MOST_CHARACTERS) {
        throw new Fault(
            ErrorCode.INVALID_FIELD,
            "The audit entry " + action + " is too long. Shorten its notes.");
      }
    }

    /** An act of an operator at the machine. */
    public static Act byOperator(String systemUser, String action, String target, String notes) {
      return byNoUser("operator:" + systemUser, action, target, notes);
    }

    /** What the product did by itself. */
    public static Act bySystem(String action, String target, String notes) {
      return byNoUser("system", action, target, notes);
    }

    private static Act byNoUser(String actor, String action, String target, String notes) {
      return new Act(
          Optional.empty(), actor, action, target, notes, Optional.empty(), Optional.empty());
    }
  }

  /**
   * A row of the trail.
   *
   * @param sequence 1 for the first, without gaps
   * @param previousHash of the row before, hexadecimal; zeros for the first
   * @param hash of everything here
   */
  public record Entry(
      UUID id, long sequence, Act act, Instant at, String previousHash, String hash) {}

  /** Appends an act; it survives a power cut once this returns. */
  public Entry append(Act act) {
    return database.durably(handle -> append(handle, act));
  }

  /** What {@link TokenReuse} keeps: which user's session was ended, and why. */
  public void refreshTokenReused(Handle handle, UUID user, UUID session) {
    append(
        handle,
        Act.bySystem(
            "session.end",
            "user:" + user,
            "A refresh token of session " + session + " was used twice."));
  }

  /**
   * Appends an act inside a transaction of the caller, which has to be a durable one, so that the
   * act and what it did are kept together.
   */
  public Entry append(Handle handle, Act act) {
    // The head's row is locked until the transaction ends: acts stand in the order of the chain.
    record Head(long sequence, String hash) {}
    Head head =
        handle
            .select("select sequence, hash from admin_audit_head where id = 1 for update")
            .map((row, context) -> new Head(row.getLong(1), row.getString(2)))
            .one();
    UUID id = Ids.uuid7();
    long sequence = head.sequence() + 1;
    Instant at = clock.instant();
    Entry entry =
        new Entry(id, sequence, act, at, head.hash(), hash(id, sequence, act, at, head.hash()));
    insert(handle, entry);
    handle.execute(
        "update admin_audit_head set sequence = ?, hash = ? where id = 1", sequence, entry.hash());
    return entry;
  }

  /** The latest entries, newest first. */
  public List<Entry> latest(int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select * from admin_audit order by sequence desc limit ?", limit)
                .map((row, context) -> entry(row))
                .list());
  }

  /**
   * Recomputes the chain from the first row to the head.
   *
   * @return where it breaks, in a sentence; empty when it is whole
   */
  public Optional<String> verify() {
    return database.jdbi().inTransaction(AuditTrail::verify);
  }

  private static Optional<String> verify(Handle handle) {
    String expected = FIRST_HASH;
    long sequence = 0;
    try (var rows =
        handle
            .select("select * from admin_audit order by sequence")
            .setFetchSize(1_000)
            .map((row, context) -> entry(row))
            .iterator()) {
      for (Iterator<Entry> all = rows; all.hasNext(); ) {
        Entry entry = all.next();
        sequence++;
        if (entry.sequence() != sequence) {
          return Optional.of("Audit entry " + sequence + " is missing.");
        }
        String hash = hash(entry.id(), sequence, entry.act(), entry.at(), entry.previousHash());
        if (!entry.previousHash().equals(expected) || !entry.hash().equals(hash)) {
          return Optional.of("Audit entry " + sequence + " is not what was written.");
        }
        expected = hash;
      }
    }
    String end = expected;
    long last = sequence;
    boolean atHead =
        handle
            .select("select sequence, hash from admin_audit_head where id = 1")
            .map((row, context) -> row.getLong(1) == last && row.getString(2).equals(end))
            .one();
    return atHead ? Optional.empty() : Optional.of("Audit entries after " + last + " are missing.");
  }

  private static void insert(Handle handle, Entry entry) {
    handle
        .createUpdate(
            "insert into admin_audit (id, sequence, admin_id, actor, action, target, notes,"
                + " state_before, state_after, \"timestamp\", prev_hash, hash) values (:id,"
                + " :sequence, cast(:admin as uuid), :actor, :action, :target, :notes, :before, :after, :at,"
                + " :previousHash, :hash)")
        .bind("id", entry.id())
        .bind("sequence", entry.sequence())
        .bindByType("admin", entry.act().admin().orElse(null), UUID.class)
        .bind("actor", entry.act().actor())
        .bind("action", entry.act().action())
        .bind("target", entry.act().target())
        .bind("notes", entry.act().notes())
        .bind("before", entry.act().before().orElse(null))
        .bind("after", entry.act().after().orElse(null))
        .bind("at", entry.at().atOffset(ZoneOffset.UTC))
        .bind("previousHash", entry.previousHash())
        .bind("hash", entry.hash())
        .execute();
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getObject("id", UUID.class),
        row.getLong("sequence"),
        new Act(
            Optional.ofNullable(row.getObject("admin_id", UUID.class)),
            row.getString("actor"),
            row.getString("action"),
            row.getString("target"),
            row.getString("notes"),
            Optional.ofNullable(row.getString("state_before")),
            Optional.ofNullable(row.getString("state_after"))),
        row.getObject("timestamp", OffsetDateTime.class).toInstant(),
        row.getString("prev_hash"),
        row.getString("hash"));
  }

  /** Each field with its length before it, so that no text can pass for two fields. */
  private static String hash(UUID id, long sequence, Act act, Instant at, String previousHash) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String field :
          List.of(
              previousHash,
              id.toString(),
              Long.toString(sequence),
              act.admin().map(UUID::toString).orElse(""),
              act.actor(),
              act.action(),
              act.target(),
              act.notes(),
              act.before().orElse(""),
              act.after().orElse(""),
              at.toString())) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
