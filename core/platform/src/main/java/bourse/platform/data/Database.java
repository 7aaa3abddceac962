package bourse.platform.data;

import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;

/**
 * The relational database: H2 in this process, or PostgreSQL. Thread safe.
 *
 * <p>A connection that can't be had is a {@link bourse.domain.Fault} {@code DEPENDENCY_DOWN}; an
 * SQL error is a {@link org.jdbi.v3.core.JdbiException}.
 */
public interface Database {
  /** Which of the two. */
  enum Dialect {
    H2,
    POSTGRESQL
  }

  Jdbi jdbi();

  Dialect dialect();

  /**
   * Runs a transaction that writes; what a power cut takes of it is made again from elsewhere. On
   * H2 one at a time, and never while the file is written: H2 does not undo what the file holds of
   * a transaction that was under way.
   */
  <T, X extends Exception> T write(HandleCallback<T, X> work) throws X;

  /**
   * Runs a transaction that must survive a power cut once this returns: users, audit, payment
   * references. On H2 it ends with a group-committed {@code CHECKPOINT SYNC}; PostgreSQL does it by
   * itself.
   *
   * <p>{@code OUTCOME_UNKNOWN} when the transaction was committed but could not be forced to disk:
   * it may be gone after a power cut, so the caller must not go on as if it had happened.
   */
  <T, X extends Exception> T durably(HandleCallback<T, X> work) throws X;
}
