/**
 * Mail and text messages. Owns: tables mails, text_messages; config prefixes {@code mail} and
 * {@code sms}; the keystore's {@code mail.smtp-password} and {@code sms.provider-secret}.
 *
 * <p>Whoever has something to say writes it into the outbox, in the transaction that is its reason
 * ({@link bourse.notification.Mailer}); it is sent after the commit, again and again until an SMTP
 * server has taken it. Without an SMTP server the outbox is a mailbox that an operator can read.
 * Text messages ({@link bourse.notification.Texter}) go the same way to a provider.
 */
package bourse.notification;
