package bourse.exchange;

import bourse.domain.HouseAccount;
import bourse.domain.LedgerAccountType;
import bourse.engine.Bucket;
import bourse.engine.EntryType;
import bourse.platform.data.Database;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * Reads the ledger as it is, and as it was at any time. A past balance is one step into an index:
 * the last posting of a bucket before a place in the log says what the bucket had there.
 */
public final class LedgerStore {
  /** The latest that there is. */
  private static final long PRESENT = Long.MAX_VALUE;

  /** Of a posting's id, below which is its place within its command. */
  private static final int INDEX_BITS = 20;

  /**
   * Up to where the ledger counts: with everything that was booked until a time, or with everything
   * that counts to a day and those before, also when it was booked later.
   */
  public sealed interface Moment {
    /** All that there is. */
    record Now() implements Moment {}

    /** What was booked until then, the time itself included. */
    record At(Instant time) implements Moment {}

    /** What counts to this day (UTC) or one before. */
    record EndOf(LocalDate day) implements Moment {}
  }

  /** What an account has in an asset: available and reserved together are its balance. */
  public record Balance(long account, String currency, BigDecimal available, BigDecimal reserved) {
    public BigDecimal total() {
      return available.add(reserved);
    }
  }

  /**
   * What one account of the house or the firm has in an asset, or all clients together.
   *
   * @param account 0 for all clients together
   * @param name of an account of the firm; empty otherwise
   */
  public record Line(
      Holder holder,
      long account,
      String name,
      String currency,
      BigDecimal available,
      BigDecimal reserved) {}

  /** Whose an account is. */
  public enum Holder {
    CLIENT,
    FIRM,
    HOUSE
  }

  /** What the postings of a type did to a wallet. */
  public record TypeSum(EntryType type, long postings, BigDecimal available, BigDecimal reserved) {}

  /** A posting with the account that it concerns. */
  public record PlacedEntry(long account, String currency, StoredEntry entry) {}

  /** A transfer: who paid whom, and why. */
  public record StoredTransfer(
      long sequence,
      String reference,
      EntryType type,
      long from,
      long to,
      String currency,
      BigDecimal amount,
      Optional<String> reason,
      Optional<Long> about,
      Optional<LocalDate> businessDate,
      Instant at) {}

  /** Something that is, or was, set aside for money on its way out. */
  public record StoredHold(
      long id,
      long account,
      String currency,
      BigDecimal amount,
      BigDecimal left,
      String status,
      String reference,
      Optional<Instant> expiresAt,
      Instant createdAt,
      Instant updatedAt) {}

  /** The books were closed up to a day. */
  public record StoredPeriod(LocalDate closedTo, long sequence, Instant at) {}

  private final Database database;

  public LedgerStore(Database database) {
    this.database = database;
  }

  /** Reads that belong together, of one state of the database. */
  public <T> T reading(Function<Reader, T> read) {
    return database
        .jdbi()
        .inTransaction(
            TransactionIsolationLevel.REPEATABLE_READ, handle -> read.apply(new Reader(handle)));
  }

  /** Reads within one transaction. */
  public static final class Reader {
    private final Handle handle;

    private Reader(Handle handle) {
      this.handle = handle;
    }

    /**
     * The place in the ledger: the id of the last posting that was booked until then; 0 when there
     * is none. Ids grow with time, so this halves the log until it is found.
     */
    long cut(Moment moment) {
      return switch (moment) {
        case Moment.Now now -> PRESENT;
        case Moment.At at -> cut(at.time());
        case Moment.EndOf day -> cut(endOf(day.day()));
      };
    }

    private static Instant endOf(LocalDate day) {
      return day.plusDays(1).atTime(LocalTime.MIN).toInstant(ZoneOffset.UTC).minusNanos(1_000);
    }

    private long cut(Instant time) {
      long last =
          handle.select("select coalesce(max(id), 0) from ledger_entries").mapTo(Long.class).one();
      long low = 0;
      long high = (last >> INDEX_BITS) + 1;
      while (low < high) {
        long middle = low + (high - low) / 2;
        if (isAfter(middle << INDEX_BITS, time)) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low == 0 ? 0 : (low << INDEX_BITS) - 1;
    }

    /** Whether the first posting from there on was booked after that time, or there is none. */
    private boolean isAfter(long id, Instant time) {
      return handle
          .select("select created_at from ledger_entries where id >= ? order by id limit 1", id)
          .map((row, context) -> Rows.instant(row, "created_at"))
          .findOne()
          .map(at -> at.isAfter(time))
          .orElse(true);
    }

    /** What every wallet of an account had. */
    public List<Balance> balances(long account, Moment moment) {
      long cut = cut(moment);
      Map<String, Balance> balances = new HashMap<>();
      handle
          .createQuery(
              "select account_id, currency, "
                  + bucket(Bucket.AVAILABLE, cut)
                  + " available, "
                  + bucket(Bucket.RESERVED, cut)
                  + " reserved from wallet w where id between :first and :last")
          .bindMap(cut == PRESENT ? Map.of() : Map.of("cut", cut))
          .bind("first", account << 16)
          .bind("last", account << 16 | 0xFFFF)
          .map((row, context) -> balance(row))
          .forEach(balance -> balances.put(balance.currency(), balance));
      for (StoredTransfer late : late(moment, cut)) {
        add(balances, account, late.from(), late.currency(), late.amount().negate());
        add(balances, account, late.to(), late.currency(), late.amount());
      }
      return balances.values().stream()
          .sorted((one, other) -> one.currency().compareTo(other.currency()))
          .toList();
    }

    private static void add(
        Map<String, Balance> balances,
        long account,
        long moved,
        String currency,
        BigDecimal amount) {
      if (moved == account) {
        Balance before =
            balances.getOrDefault(
                currency, new Balance(account, currency, BigDecimal.ZERO, BigDecimal.ZERO));
        balances.put(
            currency,
            new Balance(
                account, currency, Rows.plain(before.available().add(amount)), before.reserved()));
      }
    }

    /** What the bucket of the wallet {@code w} had there. */
    private static String bucket(Bucket bucket, long cut) {
      return cut == PRESENT
          ? "w." + bucket.name().toLowerCase(java.util.Locale.ROOT)
          : "coalesce((select e.balance_after from ledger_entries e where e.wallet_id = w.id"
              + " and e.bucket = '"
              + bucket
              + "' and e.id <= :cut order by e.id desc limit 1), 0)";
    }

    private static Balance balance(ResultSet row) throws SQLException {
      return new Balance(
          row.getLong("account_id"),
          row.getString("currency"),
          Rows.decimal(row, "available"),
          Rows.decimal(row, "reserved"));
    }

    /** All that everyone has, per asset: clients together, each of the others on its own. */
    public List<Line> lines(Moment moment) {
      long cut = cut(moment);
      List<Line> lines =
          new ArrayList<>(
              handle
                  .createQuery(
                      "select kind, account, name, currency, sum(available) available,"
                          + " sum(reserved) reserved from (select coalesce(a.kind, 'CLIENT') kind,"
                          + " case when coalesce(a.kind, 'CLIENT') = 'CLIENT' then 0"
                          + " else w.account_id end account,"
                          + " case when a.kind = 'FIRM' then a.name else '' end name, w.currency, "
                          + bucket(Bucket.AVAILABLE, cut)
                          + " available, "
                          + bucket(Bucket.RESERVED, cut)
                          + " reserved from wallet w left join accounts a"
                          + " on a.account_id = w.account_id) b"
                          + " group by kind, account, name, currency"
                          + " order by account, currency")
                  .bindMap(cut == PRESENT ? Map.of() : Map.of("cut", cut))
                  .map((row, context) -> line(row))
                  .list());
      for (StoredTransfer late : late(moment, cut)) {
        lines.add(moved(late.from(), late.currency(), late.amount().negate()));
        lines.add(moved(late.to(), late.currency(), late.amount()));
      }
      return merged(lines);
    }

    private Line moved(long account, String currency, BigDecimal amount) {
      return handle
          .select("select kind, name from accounts where account_id = ?", account)
          .map((row, context) -> {
            Holder holder = holder(row.getString("kind"));
            return new Line(
                holder,
                holder == Holder.CLIENT ? 0 : account,
                holder == Holder.FIRM ? row.getString("name") : "",
                currency,
                amount,
                BigDecimal.ZERO);
          })
          .findOne()
          .orElseGet(() -> new Line(Holder.CLIENT, 0, "", currency, amount, BigDecimal.ZERO));
    }

    private static List<Line> merged(List<Line> lines) {
      Map<String, Line> merged = new java.util.LinkedHashMap<>();
      for (Line line : lines) {
        merged.merge(
            line.holder() + " " + line.account() + " " + line.currency(),
            line,
            (one, other) ->
                new Line(
                    one.holder(),
                    one.account(),
                    one.name(),
                    one.currency(),
                    Rows.plain(one.available().add(other.available())),
                    Rows.plain(one.reserved().add(other.reserved()))));
      }
      return merged.values().stream()
          .filter(line -> line.available().signum() != 0 || line.reserved().signum() != 0)
          .toList();
    }

    private static Line line(ResultSet row) throws SQLException {
      return new Line(
          holder(row.getString("kind")),
          row.getLong("account"),
          row.getString("name"),
          row.getString("currency"),
          Rows.decimal(row, "available"),
          Rows.decimal(row, "reserved"));
    }

    private static Holder holder(String kind) {
      return switch (kind) {
        case "SYSTEM" -> Holder.HOUSE;
        case "FIRM" -> Holder.FIRM;
        default -> Holder.CLIENT;
      };
    }

    /** What counts to a day and was booked after it. */
    private List<StoredTransfer> late(Moment moment, long cut) {
      if (!(moment instanceof Moment.EndOf(LocalDate day))) {
        return List.of();
      }
      return handle
          .select(
              "select * from transfers where business_date <= ? and sequence > ?",
              day,
              cut >> INDEX_BITS)
          .map((row, context) -> transfer(row))
          .list();
    }

    /** What the postings between two moments did to a wallet, type by type. */
    public List<TypeSum> sums(long wallet, Moment after, Moment until) {
      return handle
          .select(
              "select type, count(*) postings, sum(case when bucket = 'AVAILABLE' then amount else"
                  + " 0 end) available, sum(case when bucket = 'RESERVED' then amount else 0 end)"
                  + " reserved from ledger_entries where wallet_id = ? and bucket in ('AVAILABLE',"
                  + " 'RESERVED') and id > ? and id <= ? group by type order by type",
              wallet,
              cut(after),
              cut(until))
          .map((row, context) ->
              new TypeSum(
                  EntryType.valueOf(row.getString("type")),
                  row.getLong("postings"),
                  Rows.decimal(row, "available"),
                  Rows.decimal(row, "reserved")))
          .list();
    }

    /**
     * The postings between two moments that changed the balance of a wallet, oldest first; at most
     * so many. What is only set aside or given back is left out.
     */
    public List<StoredEntry> moves(long wallet, Moment after, Moment until, int most) {
      return handle
          .select(
              "select * from ledger_entries where wallet_id = ? and bucket in ('AVAILABLE',"
                  + " 'RESERVED') and id > ? and id <= ? and type not in ('HOLD', 'RELEASE') order"
                  + " by id limit ?",
              wallet,
              cut(after),
              cut(until),
              most)
          .map((row, context) -> WalletStore.entry(row))
          .list();
    }

    /** The newest postings of a wallet until then, newest first. */
    public List<StoredEntry> newest(long wallet, Moment until, int most) {
      return WalletStore.newest(handle, wallet, cut(until), most);
    }

    /** All postings of a command, in the order in which it made them. */
    public List<PlacedEntry> ofCommand(long sequence) {
      return handle
          .select(
              "select e.*, w.account_id, w.currency from ledger_entries e"
                  + " join wallet w on w.id = e.wallet_id where e.id between ? and ? order by e.id",
              sequence << INDEX_BITS,
              (sequence << INDEX_BITS) + (1 << INDEX_BITS) - 1)
          .map((row, context) ->
              new PlacedEntry(
                  row.getLong("account_id"), row.getString("currency"), WalletStore.entry(row)))
          .list();
    }

    public Optional<StoredTransfer> transfer(long sequence) {
      return handle
          .select("select * from transfers where sequence = ?", sequence)
          .map((row, context) -> transfer(row))
          .findOne();
    }

    /** The transfers that take this one back or put it right. */
    public List<StoredTransfer> about(long sequence) {
      return handle
          .select("select * from transfers where about = ? order by sequence", sequence)
          .map((row, context) -> transfer(row))
          .list();
    }

    /** The holds of an account, newest first; at most so many. */
    public List<StoredHold> holds(long account, int most) {
      return handle
          .select(
              "select * from holds where account_id = ? order by id desc limit ?", account, most)
          .map((row, context) ->
              new StoredHold(
                  row.getLong("id"),
                  row.getLong("account_id"),
                  row.getString("currency"),
                  Rows.decimal(row, "amount"),
                  Rows.decimal(row, "left_amount"),
                  row.getString("status"),
                  row.getString("reference"),
                  Rows.optionalInstant(row, "expires_at"),
                  Rows.instant(row, "created_at"),
                  Rows.instant(row, "updated_at")))
          .list();
    }

    /** When the books were closed, newest first. */
    public List<StoredPeriod> periods() {
      return handle
          .select("select * from ledger_periods order by closed_to desc")
          .map((row, context) ->
              new StoredPeriod(
                  row.getObject("closed_to", LocalDate.class),
                  row.getLong("sequence"),
                  Rows.instant(row, "closed_at")))
          .list();
    }

    private static StoredTransfer transfer(ResultSet row) throws SQLException {
      long about = row.getLong("about");
      Optional<Long> aboutOrNone = row.wasNull() ? Optional.empty() : Optional.of(about);
      return new StoredTransfer(
          row.getLong("sequence"),
          row.getString("id"),
          EntryType.valueOf(row.getString("type")),
          row.getLong("from_account"),
          row.getLong("to_account"),
          row.getString("currency"),
          Rows.decimal(row, "amount"),
          Optional.ofNullable(row.getString("reason")),
          aboutOrNone,
          Optional.ofNullable(row.getObject("business_date", LocalDate.class)),
          Rows.instant(row, "created_at"));
    }
  }

  /** The type of an account in the chart. */
  public static LedgerAccountType type(Holder holder, long account) {
    return switch (holder) {
      case CLIENT -> LedgerAccountType.LIABILITY;
      case FIRM -> LedgerAccountType.EQUITY;
      case HOUSE ->
          HouseAccount.of(account).map(HouseAccount::type).orElse(LedgerAccountType.LIABILITY);
    };
  }
}
