package bourse.withdrawals;

import static bourse.withdrawals.Rows.utc;

import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Rates that people or programs of the venue gave, in SQL; none is ever changed. */
final class RateStore {
  /** One that was given. */
  record Given(String currency, String in, Rate rate, String actor, Instant setAt) {}

  private final Database database;

  RateStore(Database database) {
    this.database = database;
  }

  /** The newest, by the time as of which it is. */
  Optional<Rate> newest(String currency, String in) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select * from reporting_rates where currency = ? and reporting_currency = ?"
                        + " order by as_of desc, id desc limit 1",
                    currency,
                    in)
                .map((row, context) -> given(row).rate())
                .findOne());
  }

  /** Those that count, one of each pair. */
  List<Given> all() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    select * from reporting_rates r where not exists (
                      select 1 from reporting_rates n where n.currency = r.currency
                        and n.reporting_currency = r.reporting_currency
                        and (n.as_of > r.as_of or (n.as_of = r.as_of and n.id > r.id)))
                    order by currency, reporting_currency
                    """)
                .map((row, context) -> given(row))
                .list());
  }

  /** As part of a durable transaction. */
  void insert(Handle handle, Given given) {
    handle
        .createUpdate(
            """
            insert into reporting_rates (id, currency, reporting_currency, rate, source, as_of,
              actor, set_at)
            values (:id, :currency, :in, :rate, :source, :asOf, :actor, :setAt)
            """)
        .bind("id", Ids.uuid7())
        .bind("currency", given.currency())
        .bind("in", given.in())
        .bind("rate", given.rate().value())
        .bind("source", given.rate().source())
        .bind("asOf", utc(given.rate().at()))
        .bind("actor", given.actor())
        .bind("setAt", utc(given.setAt()))
        .execute();
  }

  private static Given given(ResultSet row) throws SQLException {
    return new Given(
        row.getString("currency"),
        row.getString("reporting_currency"),
        new Rate(
            row.getBigDecimal("rate"),
            row.getString("source"),
            Rows.time(row, "as_of").orElseThrow()),
        row.getString("actor"),
        Rows.time(row, "set_at").orElseThrow());
  }
}
