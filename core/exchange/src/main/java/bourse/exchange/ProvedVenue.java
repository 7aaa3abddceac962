package bourse.exchange;

import bourse.platform.data.Database;
import java.io.IOException;
import java.util.Optional;

/** What a proof compares with the log: SQL and, where an exchange runs, the state of its engine. */
public interface ProvedVenue {
  /** A command that SQL has, with all before it; it may have more by now. */
  long projected() throws IOException;

  /**
   * The running engine's state, between two batches; empty where none runs.
   *
   * @throws bourse.domain.Fault STOPPED
   */
  Optional<StateHash> liveState() throws IOException, InterruptedException;

  /**
   * The projected tables as they are now, once they have this command.
   *
   * @throws bourse.domain.Fault SEQUENCE_NOT_REACHED
   */
  SqlCut cut(long atLeast) throws IOException, InterruptedException;

  /** A database to which nobody writes, and no exchange. */
  static ProvedVenue stopped(Database sql) {
    return new ProvedVenue() {
      @Override
      public long projected() {
        return sql.jdbi().withHandle(Projector::position);
      }

      @Override
      public Optional<StateHash> liveState() {
        return Optional.empty();
      }

      @Override
      public SqlCut cut(long atLeast) {
        return SqlCut.of(sql);
      }
    };
  }
}
