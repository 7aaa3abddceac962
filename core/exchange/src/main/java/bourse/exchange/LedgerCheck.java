package bourse.exchange;

import bourse.engine.SystemAccounts;
import bourse.platform.data.Database;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * Recomputes the ledger from its own entries: the hash chain, each balance, that the postings of
 * each command sum to zero per currency, and that the wallets say the same. Needs no log, so it
 * also serves on a copy of the database. Reads the entries as a stream, and keeps two numbers per
 * wallet.
 */
public final class LedgerCheck {
  private static final int ROWS_AT_A_TIME = 1_000;
  private static final long ROWS_BETWEEN = 10_000;

  /** Of a wallet's id, which is account × 65536 + asset. */
  private static final int ASSET_BITS = 16;

  /**
   * What was found.
   *
   * @param entries how many hold
   * @param wallets how many
   * @param sequence the last command that the ledger has
   * @param hash of the last entry, which vouches for all; hex
   * @param difference the first thing that does not hold, as a sentence
   */
  public record Result(
      long entries, long wallets, long sequence, String hash, Optional<String> difference) {}

  /** A row of the ledger. */
  @SuppressWarnings("ArrayRecordComponent") // Read once; never compared.
  private record Row(
      long id,
      long walletId,
      String type,
      String bucket,
      BigDecimal amount,
      BigDecimal balanceAfter,
      String reference,
      long sequence,
      Instant at,
      byte[] hash) {
    String named() {
      return "entry %d (command %d, %s)".formatted(id, sequence, reference);
    }
  }

  /** A wallet as its entries leave it. */
  private static final class Balances {
    private BigDecimal available = BigDecimal.ZERO;
    private BigDecimal reserved = BigDecimal.ZERO;
  }

  private final LedgerChain chain = LedgerChain.empty();
  private final Map<Long, Balances> wallets = new HashMap<>();
  private final Map<Long, BigDecimal> sums = new TreeMap<>();
  private long entries;
  private long sequence;

  private LedgerCheck() {}

  /**
   * @param progress told of the last sequence that was checked, now and then
   */
  public static Result run(Database database, LongConsumer progress) {
    try (Handle handle = database.jdbi().open()) {
      return handle.inTransaction(
          TransactionIsolationLevel.REPEATABLE_READ,
          reading -> new LedgerCheck().check(reading, progress));
    }
  }

  private Result check(Handle handle, LongConsumer progress) {
    Optional<String> difference = checkEntries(handle, progress);
    if (difference.isEmpty()) {
      difference = checkHead(handle).or(() -> checkWallets(handle));
    }
    return new Result(
        entries, wallets.size(), sequence, HexFormat.of().formatHex(chain.head()), difference);
  }

  private Optional<String> checkEntries(Handle handle, LongConsumer progress) {
    try (ResultIterator<Row> rows = rows(handle)) {
      while (rows.hasNext()) {
        Row row = rows.next();
        Optional<String> difference = checkSums(row.sequence()).or(() -> check(row));
        if (difference.isPresent()) {
          return difference;
        }
        sequence = row.sequence();
        if (++entries % ROWS_BETWEEN == 0) {
          progress.accept(sequence);
        }
      }
    }
    return checkSums(Long.MAX_VALUE);
  }

  private static ResultIterator<Row> rows(Handle handle) {
    return handle
        .createQuery("select * from ledger_entries order by id")
        .setFetchSize(ROWS_AT_A_TIME)
        .map((row, context) ->
            new Row(
                row.getLong("id"),
                row.getLong("wallet_id"),
                row.getString("type"),
                row.getString("bucket"),
                row.getBigDecimal("amount"),
                row.getBigDecimal("balance_after"),
                row.getString("tx_ref"),
                row.getLong("sequence"),
                Rows.instant(row, "created_at"),
                row.getBytes("hash")))
        .iterator();
  }

  /** When the next command begins, the postings of the one before must sum to zero. */
  private Optional<String> checkSums(long next) {
    if (next == sequence) {
      return Optional.empty();
    }
    Optional<String> broken =
        sums.values().stream()
            .filter(sum -> sum.signum() != 0)
            .findFirst()
            .map(sum ->
                "the postings of command %d sum to %s instead of 0"
                    .formatted(sequence, Rows.plain(sum).toPlainString()));
    sums.clear();
    return broken;
  }

  private Optional<String> check(Row row) {
    byte[] hash =
        chain.add(
            row.id(),
            row.walletId(),
            row.type(),
            row.bucket(),
            row.amount(),
            row.balanceAfter(),
            row.reference(),
            ChronoUnit.MICROS.between(Instant.EPOCH, row.at()));
    if (!Arrays.equals(hash, row.hash())) {
      return Optional.of(
          "the hash chain breaks at %s: this entry was changed, or one before it was taken out"
              .formatted(row.named()));
    }
    Balances balances = wallets.computeIfAbsent(row.walletId(), id -> new Balances());
    boolean isAvailable = row.bucket().equals("AVAILABLE");
    BigDecimal before = isAvailable ? balances.available : balances.reserved;
    BigDecimal after = before.add(row.amount());
    if (after.compareTo(row.balanceAfter()) != 0) {
      return Optional.of(
          "%s leaves %s, and says %s"
              .formatted(row.named(), plain(after), plain(row.balanceAfter())));
    }
    if (after.signum() < 0 && !SystemAccounts.mayOwe(row.walletId() >> ASSET_BITS)) {
      return Optional.of("%s leaves %s, less than nothing".formatted(row.named(), plain(after)));
    }
    if (isAvailable) {
      balances.available = after;
    } else {
      balances.reserved = after;
    }
    sums.merge(row.walletId() & ((1L << ASSET_BITS) - 1), row.amount(), BigDecimal::add);
    return Optional.empty();
  }

  private Optional<String> checkHead(Handle handle) {
    byte[] head = Projector.chain(handle).head();
    return Arrays.equals(head, chain.head())
        ? Optional.empty()
        : Optional.of(
            "the %d entries end with command %d, and the projector wrote others after them: entries at the end are missing"
                .formatted(entries, sequence));
  }

  private Optional<String> checkWallets(Handle handle) {
    long seen = 0;
    try (ResultIterator<Map<String, Object>> rows =
        handle
            .createQuery("select id, available, reserved from wallet order by id")
            .setFetchSize(ROWS_AT_A_TIME)
            .mapToMap()
            .iterator()) {
      while (rows.hasNext()) {
        Map<String, Object> row = rows.next();
        seen++;
        long id = ((Number) row.get("id")).longValue();
        Balances balances = wallets.getOrDefault(id, new Balances());
        BigDecimal available = (BigDecimal) row.get("available");
        BigDecimal reserved = (BigDecimal) row.get("reserved");
        if (balances.available.compareTo(available) != 0
            || balances.reserved.compareTo(reserved) != 0) {
          return Optional.of(
              "wallet %d has %s available and %s reserved by its entries, and says %s and %s"
                  .formatted(
                      id,
                      plain(balances.available),
                      plain(balances.reserved),
                      plain(available),
                      plain(reserved)));
        }
      }
    }
    return seen == wallets.size()
        ? Optional.empty()
        : Optional.of("there are entries of wallets that are not there");
  }

  private static String plain(BigDecimal value) {
    return Rows.plain(value).toPlainString();
  }
}
