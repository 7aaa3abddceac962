package bourse.withdrawals;

import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Kill switches: what is paused takes no new withdrawals, and sends none of those that wait. What
 * was sent is looked at and booked all the same, since the money is gone.
 */
final class Switches {
  /** Stands for every rail, or every currency. */
  static final String ALL = "*";

  /** One that is thrown. */
  record Thrown(String rail, String currency, String note, String actor, Instant at) {
    boolean stops(String ofRail, String ofCurrency) {
      return (rail.equals(ALL) || rail.equals(ofRail))
          && (currency.equals(ALL) || currency.equals(ofCurrency));
    }
  }

  private final Database database;
  private final Audit audit;

  Switches(Database database, Audit audit) {
    this.database = database;
    this.audit = audit;
  }

  /** All that are thrown. */
  List<Thrown> thrown() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("select * from withdrawal_switches order by rail, currency")
                .map((row, context) ->
                    new Thrown(
                        row.getString("rail"),
                        row.getString("currency"),
                        row.getString("note"),
                        row.getString("actor"),
                        Rows.time(row, "thrown_at").orElseThrow()))
                .list());
  }

  /** Pauses, or goes on; on record, also when it was so before. */
  void set(Actor actor, String rail, String currency, boolean paused, String note, Instant now) {
    database.<Void, RuntimeException>durably(handle -> {
      delete(handle, rail, currency);
      if (paused) {
        insert(handle, new Thrown(rail, currency, note, actor.name(), now));
      }
      audit.append(
          handle,
          new Act(
              actor,
              paused ? "withdrawals.pause" : "withdrawals.resume",
              "withdrawals:" + rail + "/" + currency,
              note));
      return null;
    });
  }

  /** Whether this may go out as far as switches say. */
  boolean isOpen(String rail, String currency) {
    return thrown().stream().noneMatch(one -> one.stops(rail, currency));
  }

  private static void delete(Handle handle, String rail, String currency) {
    handle.execute(
        "delete from withdrawal_switches where rail = ? and currency = ?", rail, currency);
  }

  private static void insert(Handle handle, Thrown thrown) {
    handle
        .createUpdate(
            """
            insert into withdrawal_switches (rail, currency, note, actor, thrown_at)
            values (:rail, :currency, :note, :actor, :at)
            """)
        .bind("rail", thrown.rail())
        .bind("currency", thrown.currency())
        .bind("note", thrown.note())
        .bind("actor", thrown.actor())
        .bind("at", Rows.utc(thrown.at()))
        .execute();
  }
}
