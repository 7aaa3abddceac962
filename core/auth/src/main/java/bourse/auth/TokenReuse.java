package bourse.auth;

import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Is told that a refresh token came back after it had been exchanged, which means that two hold it
 * and one of them stole it.
 */
@FunctionalInterface
public interface TokenReuse {
  /**
   * Writes what is kept of it, in the transaction that ends the session: when this throws, the
   * session goes on and the next use of an old token comes here again.
   */
  void write(Handle handle, UUID user, UUID session);
}
