/**
 * Mail and text messages. Owns: tables mails, text_messages; config prefix {@code mail}; the
 * keystore's {@code mail.smtp-password}.
 *
 * <p>Whoever has something to say writes it into the outbox, in the transaction that is its reason
 * ({@link bourse.notification.Mailer}); it is sent after the commit, again and again until an SMTP
 * server has taken it. Without an SMTP server the outbox is a mailbox that an operator can read,
 * and so is that of text messages ({@link bourse.notification.Texter}).
 */
package bourse.notification;
