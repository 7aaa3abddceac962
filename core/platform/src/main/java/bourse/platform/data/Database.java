package bourse.platform.data;

import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;

/** The relational database: H2 in this process, or PostgreSQL. */
public interface Database {
  /** Which of the two. */
  enum Dialect {
    H2,
    POSTGRESQL
  }

  Jdbi jdbi();

  Dialect dialect();

  /**
   * Runs a transaction that must survive a power cut once this returns: users, audit, payment
   * references. On H2 it ends with a group-committed {@code CHECKPOINT SYNC}; PostgreSQL does it by
   * itself.
   */
  <T, X extends Exception> T durably(HandleCallback<T, X> work) throws X;
}
