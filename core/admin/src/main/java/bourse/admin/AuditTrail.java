package bourse.admin;

import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * What operators and admins did, one row per act, each carrying the SHA-256 of the one before it: a
 * row that was changed, taken out or put in between breaks the chain from there on. Thread safe.
 */
public final class AuditTrail implements Audit {
  private static final String FIRST_HASH = "0".repeat(64);

  /** A reserved word. */
  private static final String AT = "\"timestamp\"";

  private final Database database;
  private final WallClock clock;

  public AuditTrail(Database database, WallClock clock) {
    this.database = database;
    this.clock = clock;
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

  @Override
  public void append(Act act) {
    database.<Void, RuntimeException>durably(handle -> {
      append(handle, act);
      return null;
    });
  }

  @Override
  public void append(Handle handle, Act act) {
    // The head's row is locked until the transaction ends: acts stand in the order of the chain.
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
  }

  /**
   * The end of the trail at some time. Kept outside the database, it shows that what came before is
   * still there.
   *
   * @param sequence of the last entry; 0 when there was none
   * @param hash of that entry
   */
  public record Head(long sequence, String hash) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,18}):([0-9a-f]{64})");

    /** As people keep it: {@code 4711:9f86d081…}. */
    public String text() {
      return sequence + ":" + hash;
    }

    /** Reads {@link #text}; empty when it is none. */
    public static Optional<Head> parse(String text) {
      Matcher matcher = TEXT.matcher(text);
      return matcher.matches()
          ? Optional.of(new Head(Long.parseLong(matcher.group(1)), matcher.group(2)))
          : Optional.empty();
    }
  }

  /**
   * What a check of the trail found.
   *
   * @param head as far as it is whole
   * @param damage where it breaks, in a sentence; empty when it is whole
   */
  public record Verification(Head head, Optional<String> damage) {}

  /**
   * Which entries to show.
   *
   * @param before only those before this one
   */
  record Filter(
      Optional<String> actor,
      Optional<String> action,
      Optional<String> target,
      Optional<Instant> from,
      Optional<Instant> to,
      OptionalLong before) {
    static final Filter ALL =
        new Filter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty());

    /** The same, of one target alone. */
    Filter target(String other) {
      return new Filter(actor, action, Optional.of(other), from, to, before);
    }

    /** The same, from another place on. */
    Filter before(long sequence) {
      return new Filter(actor, action, target, from, to, OptionalLong.of(sequence));
    }
  }

  /** The latest entries, newest first. */
  public List<Entry> latest(int limit) {
    return list(Filter.ALL, limit);
  }

  /** Those that pass the filter, newest first. */
  List<Entry> list(Filter filter, int limit) {
    StringBuilder where = new StringBuilder(" where sequence < :before");
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("before", filter.before().orElse(Long.MAX_VALUE));
    filter.actor().ifPresent(actor -> narrow(where, values, "actor = ", "actor", actor));
    filter.action().ifPresent(action -> narrow(where, values, "action = ", "action", action));
    filter.target().ifPresent(target -> narrow(where, values, "target = ", "target", target));
    filter.from().ifPresent(from -> narrow(where, values, AT + " >= ", "from", sql(from)));
    filter.to().ifPresent(to -> narrow(where, values, AT + " < ", "to", sql(to)));
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select * from admin_audit" + where + " order by sequence desc limit :limit")
                .bindMap(values)
                .bind("limit", limit)
                .map((row, context) -> entry(row))
                .list());
  }

  private static void narrow(
      StringBuilder where, Map<String, Object> values, String column, String name, Object value) {
    where.append(" and ").append(column).append(':').append(name);
    values.put(name, value);
  }

  private static OffsetDateTime sql(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  /** Where the trail ends now. */
  public Head head() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select sequence, hash from admin_audit_head where id = 1")
                .map((row, context) -> new Head(row.getLong(1), row.getString(2)))
                .one());
  }

  /** Recomputes the chain from the first entry to the last. */
  public Verification verify() {
    return verify(List.of());
  }

  /**
   * The same, and each of these heads must be on the chain: a chain alone does not show that its
   * end was cut off, or that all of it was made anew.
   */
  public Verification verify(Collection<Head> known) {
    Map<Long, Head> heads = new HashMap<>();
    for (Head head : known) {
      Head other = heads.put(head.sequence(), head);
      if (other != null && !other.equals(head)) {
        return new Verification(
            new Head(0, FIRST_HASH),
            Optional.of("Two known heads of entry " + head.sequence() + " differ."));
      }
    }
    return database.jdbi().inTransaction(handle -> verify(handle, heads));
  }

  private static Verification verify(Handle handle, Map<Long, Head> known) {
    Head last = new Head(0, FIRST_HASH);
    try (var rows =
        handle
            .select("select * from admin_audit order by sequence")
            .setFetchSize(1_000)
            .map((row, context) -> entry(row))
            .iterator()) {
      for (Iterator<Entry> all = rows; all.hasNext(); ) {
        Entry entry = all.next();
        Optional<String> damage = damage(entry, last, known);
        if (damage.isPresent()) {
          return new Verification(last, damage);
        }
        last = new Head(entry.sequence(), entry.hash());
      }
    }
    long furthest = known.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    boolean isCut =
        furthest > last.sequence()
            || !handle
                .select("select sequence, hash from admin_audit_head where id = 1")
                .map((row, context) -> new Head(row.getLong(1), row.getString(2)))
                .findOne()
                .equals(Optional.of(last));
    return new Verification(
        last,
        isCut
            ? Optional.of("Audit entries after " + last.sequence() + " are missing.")
            : Optional.empty());
  }

  private static Optional<String> damage(Entry entry, Head before, Map<Long, Head> known) {
    long sequence = before.sequence() + 1;
    if (entry.sequence() != sequence) {
      return Optional.of("Audit entry " + sequence + " is missing.");
    }
    String hash = hash(entry.id(), sequence, entry.act(), entry.at(), entry.previousHash());
    if (!entry.previousHash().equals(before.hash()) || !entry.hash().equals(hash)) {
      return Optional.of("Audit entry " + sequence + " is not what was written.");
    }
    Head signed = known.get(sequence);
    if (signed != null && !signed.hash().equals(hash)) {
      return Optional.of(
          "Audit entry " + sequence + ", or one before it, is not what its signed head says.");
    }
    return Optional.empty();
  }

  private static void insert(Handle handle, Entry entry) {
    handle
        .createUpdate(
            "insert into admin_audit (id, sequence, admin_id, actor, action, target, notes,"
                + " state_before, state_after, address, request_id, \"timestamp\", prev_hash, hash)"
                + " values (:id, :sequence, cast(:admin as uuid), :actor, :action, :target, :notes,"
                + " :before, :after, :address, :request, :at, :previousHash, :hash)")
        .bind("id", entry.id())
        .bind("sequence", entry.sequence())
        .bindByType("admin", entry.act().actor().user().orElse(null), UUID.class)
        .bind("actor", entry.act().actor().name())
        .bind("action", entry.act().action())
        .bind("target", entry.act().target())
        .bind("notes", entry.act().notes())
        .bind("before", entry.act().before().orElse(null))
        .bind("after", entry.act().after().orElse(null))
        .bind("address", entry.act().actor().address().orElse(null))
        .bind("request", entry.act().actor().requestId().orElse(null))
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
            new Actor(
                Optional.ofNullable(row.getObject("admin_id", UUID.class)),
                row.getString("actor"),
                Optional.ofNullable(row.getString("address")),
                Optional.ofNullable(row.getString("request_id"))),
            row.getString("action"),
            row.getString("target"),
            row.getString("notes"),
            Optional.ofNullable(row.getString("state_before")),
            Optional.ofNullable(row.getString("state_after"))),
        row.getObject("timestamp", OffsetDateTime.class).toInstant(),
        row.getString("prev_hash"),
        row.getString("hash"));
  }

  /**
   * Each field with its length before it, so that no text can pass for two fields. Entries of the
   * first versions have neither address nor request, and nothing stands in their place.
   */
  private static String hash(UUID id, long sequence, Act act, Instant at, String previousHash) {
    List<String> fields =
        new ArrayList<>(
            List.of(
                previousHash,
                id.toString(),
                Long.toString(sequence),
                act.actor().user().map(UUID::toString).orElse(""),
                act.actor().name(),
                act.action(),
                act.target(),
                act.notes(),
                act.before().orElse(""),
                act.after().orElse(""),
                at.toString()));
    if (act.actor().address().isPresent() || act.actor().requestId().isPresent()) {
      fields.add(act.actor().address().orElse(""));
      fields.add(act.actor().requestId().orElse(""));
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String field : fields) {
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
