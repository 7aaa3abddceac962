package bourse.payments;

import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Kill switches: what is paused takes no new deposits. What was paid is credited all the same,
 * since the money is here.
 */
final class Switches {
  /** Stands for every connector, or every currency. */
  static final String ALL = "*";

  /** One that is thrown. */
  record Thrown(String connector, String currency, String note, String actor, Instant at) {
    boolean stops(String ofConnector, String ofCurrency) {
      return (connector.equals(ALL) || connector.equals(ofConnector))
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
                .createQuery("select * from payment_switches order by connector, currency")
                .map((row, context) ->
                    new Thrown(
                        row.getString("connector"),
                        row.getString("currency"),
                        row.getString("note"),
                        row.getString("actor"),
                        DepositStore.time(row, "thrown_at").orElseThrow()))
                .list());
  }

  /** Pauses, or goes on; on record, also when it was so before. */
  void set(
      Actor actor, String connector, String currency, boolean paused, String note, Instant now) {
    database.<Void, RuntimeException>durably(handle -> {
      delete(handle, connector, currency);
      if (paused) {
        insert(handle, new Thrown(connector, currency, note, actor.name(), now));
      }
      audit.append(
          handle,
          new Act(
              actor,
              paused ? "payments.pause" : "payments.resume",
              "payments:" + connector + "/" + currency,
              note));
      return null;
    });
  }

  private static void delete(Handle handle, String connector, String currency) {
    handle.execute(
        "delete from payment_switches where connector = ? and currency = ?", connector, currency);
  }

  private static void insert(Handle handle, Thrown thrown) {
    handle
        .createUpdate(
            """
            insert into payment_switches (connector, currency, note, actor, thrown_at)
            values (:connector, :currency, :note, :actor, :at)
            """)
        .bind("connector", thrown.connector())
        .bind("currency", thrown.currency())
        .bind("note", thrown.note())
        .bind("actor", thrown.actor())
        .bind("at", DepositStore.utc(thrown.at()))
        .execute();
  }
}
