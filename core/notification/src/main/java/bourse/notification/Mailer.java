package bourse.notification;

import org.jdbi.v3.core.Handle;

/** Where mail is posted. Thread safe. */
public interface Mailer {
  /**
   * Writes a mail into the outbox, in the caller's transaction, which has to be a durable one: when
   * that is committed the mail will be sent, otherwise there never was one. A crash between sending
   * it and noting that sends it twice, with the same message id.
   */
  void post(Handle handle, Mail mail);

  /**
   * Writes as much as {@link #post} and sends nothing, for answers that may not tell by their time
   * whether there was something to send.
   */
  void pretend(Handle handle, Mail mail);
}
