package bourse.admin;

import bourse.domain.AdjustmentCategory;
import bourse.domain.JournalReason;
import bourse.engine.EntryType;
import bourse.platform.data.Database;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The references of payments in SQL: each is reserved before its command is submitted. */
final class PaymentReferences {
  /** How far a payment is. */
  enum Status {
    /** Its command may be on its way. */
    RESERVED,
    BOOKED,
    /** The engine refused it; it may be tried again. */
    REFUSED
  }

  /** The other side of a transfer between two accounts. */
  record Journal(long to, JournalReason reason) {}

  /**
   * Another kind of booking, of which either side may be of the house.
   *
   * @param kind ADJUSTMENT, SETTLEMENT or REVERSAL
   * @param about the command that it takes back or puts right
   * @param businessDate to which day it counts; empty for that of the booking
   */
  record Booking(
      EntryType kind,
      long to,
      AdjustmentCategory category,
      Optional<Long> about,
      Optional<LocalDate> businessDate) {}

  /**
   * What is moved.
   *
   * @param account that gets a deposit, or pays everything else
   * @param journal present for a journal
   * @param booking present for what is neither a deposit nor a journal
   */
  record Transfer(
      long account,
      Optional<Journal> journal,
      Optional<Booking> booking,
      String currency,
      BigDecimal amount) {
    static Transfer deposit(long account, String currency, BigDecimal amount) {
      return new Transfer(account, Optional.empty(), Optional.empty(), currency, amount);
    }

    static Transfer journal(long from, Journal journal, String currency, BigDecimal amount) {
      return new Transfer(from, Optional.of(journal), Optional.empty(), currency, amount);
    }

    static Transfer booking(long from, Booking booking, String currency, BigDecimal amount) {
      return new Transfer(from, Optional.empty(), Optional.of(booking), currency, amount);
    }

    boolean isSame(Transfer other) {
      return account == other.account
          && journal.equals(other.journal)
          && booking.equals(other.booking)
          && currency.equals(other.currency)
          && amount.compareTo(other.amount) == 0;
    }

    /** As SQL names it, and the ledger's entries of it. */
    EntryType kind() {
      return booking
          .map(Booking::kind)
          .orElse(journal.isPresent() ? EntryType.JOURNAL : EntryType.DEPOSIT);
    }

    /** Who gets it, unless it is a deposit. */
    Optional<Long> to() {
      return journal.map(Journal::to).or(() -> booking.map(Booking::to));
    }

    /** Why, unless it is a deposit. */
    Optional<String> reason() {
      return journal
          .map(one -> one.reason().name())
          .or(() -> booking.map(one -> one.category().name()));
    }
  }

  /**
   * A payment.
   *
   * @param reference as its source names it
   * @param id as the ledger names it
   * @param sequence where it was booked
   * @param submittedAt when its command was last made
   */
  record Payment(
      String reference,
      UUID id,
      Transfer transfer,
      Status status,
      OptionalLong sequence,
      Instant submittedAt) {}

  private final Database database;

  PaymentReferences(Database database) {
    this.database = database;
  }

  Optional<Payment> find(String reference) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("select * from payment_references where reference = :reference")
                .bind("reference", reference)
                .map((row, context) -> payment(row))
                .findOne());
  }

  /** As part of a durable transaction. */
  void reserve(Handle handle, Payment payment, String actor) {
    handle
        .createUpdate(
            """
            insert into payment_references (reference, reference_id, account_id, currency, amount,
              kind, to_account_id, reason, about, business_date, actor, status, created_at)
            values (:reference, :id, :account, :currency, :amount, :kind, :to, :reason, :about,
              :day, :actor, :status, :at)
            """)
        .bind("reference", payment.reference())
        .bind("id", payment.id())
        .bind("account", payment.transfer().account())
        .bind("currency", payment.transfer().currency())
        .bind("amount", payment.transfer().amount())
        .bind("kind", payment.transfer().kind().name())
        .bind("to", payment.transfer().to().orElse(null))
        .bind("reason", payment.transfer().reason().orElse(null))
        .bind("about", payment.transfer().booking().flatMap(Booking::about).orElse(null))
        .bind("day", payment.transfer().booking().flatMap(Booking::businessDate).orElse(null))
        .bind("actor", actor)
        .bind("status", payment.status().name())
        .bind("at", payment.submittedAt().atOffset(ZoneOffset.UTC))
        .execute();
  }

  /** Its command is made anew; durable before it is submitted. */
  void submitAgain(String reference, Instant at) {
    database.durably(handle ->
        handle
            .createUpdate(
                """
                update payment_references set status = 'RESERVED', created_at = :at
                where reference = :reference
                """)
            .bind("at", at.atOffset(ZoneOffset.UTC))
            .bind("reference", reference)
            .execute());
  }

  /** If this note is lost, the ledger still tells. */
  void booked(String reference, long sequence) {
    database.write(handle ->
        handle
            .createUpdate(
                """
                update payment_references set status = 'BOOKED', sequence = :sequence
                where reference = :reference
                """)
            .bind("sequence", sequence)
            .bind("reference", reference)
            .execute());
  }

  void refused(String reference) {
    database.write(handle ->
        handle
            .createUpdate(
                "update payment_references set status = 'REFUSED' where reference = :reference")
            .bind("reference", reference)
            .execute());
  }

  /** The sequence at which the log has the payment of this id, as far as it is projected. */
  OptionalLong sequenceInLog(UUID id) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("select min(sequence) from transfers where id = :id")
                .bind("id", id)
                .map((row, context) -> {
                  long sequence = row.getLong(1);
                  return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(sequence);
                })
                .one());
  }

  private static Payment payment(ResultSet row) throws SQLException {
    long sequence = row.getLong("sequence");
    OptionalLong booked = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(sequence);
    return new Payment(
        row.getString("reference"),
        row.getObject("reference_id", UUID.class),
        transfer(row),
        Status.valueOf(row.getString("status")),
        booked,
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }

  private static Transfer transfer(ResultSet row) throws SQLException {
    long account = row.getLong("account_id");
    String currency = row.getString("currency");
    BigDecimal amount = row.getBigDecimal("amount");
    EntryType kind = EntryType.valueOf(row.getString("kind"));
    return switch (kind) {
      case DEPOSIT -> Transfer.deposit(account, currency, amount);
      case JOURNAL ->
          Transfer.journal(
              account,
              new Journal(
                  row.getLong("to_account_id"), JournalReason.valueOf(row.getString("reason"))),
              currency,
              amount);
      case ADJUSTMENT, REVERSAL, SETTLEMENT ->
          Transfer.booking(account, booking(row, kind), currency, amount);
      case WITHDRAWAL, HOLD, RELEASE, TRADE, FEE, BALANCE ->
          throw new IllegalStateException("Nothing reserves a reference for a " + kind);
    };
  }

  private static Booking booking(ResultSet row, EntryType kind) throws SQLException {
    long about = row.getLong("about");
    Optional<Long> aboutOrNone = row.wasNull() ? Optional.empty() : Optional.of(about);
    return new Booking(
        kind,
        row.getLong("to_account_id"),
        AdjustmentCategory.valueOf(row.getString("reason")),
        aboutOrNone,
        Optional.ofNullable(row.getObject("business_date", LocalDate.class)));
  }
}
