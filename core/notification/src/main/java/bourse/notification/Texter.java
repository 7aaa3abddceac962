package bourse.notification;

import org.jdbi.v3.core.Handle;

/** Where text messages are posted: the port of an SMS provider. Thread safe. */
@FunctionalInterface
public interface Texter {
  /**
   * Takes a message, in the caller's transaction, which has to be a durable one: when that is
   * committed the message goes out, otherwise there never was one.
   */
  void post(Handle handle, TextMessage message);
}
