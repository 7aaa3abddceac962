package bourse.notification;

import bourse.notification.MailConfig.Security;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * Hands mails to an SMTP server, one connection each. The server's certificate has to be valid for
 * its name; a connection that should be protected and is not is given up before anything is said.
 */
final class SmtpSender {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final MailConfig config;
  private final Supplier<Optional<String>> password;
  private final String domain;
  private final Session session;

  /**
   * @param password asked at each connection
   * @param certificates decides which certificates are trusted; empty for those that Java trusts
   */
  SmtpSender(
      MailConfig config,
      Supplier<Optional<String>> password,
      Optional<SSLSocketFactory> certificates) {
    this.config = config;
    this.password = password;
    this.domain = config.from().substring(config.from().indexOf('@') + 1);
    this.session = Session.getInstance(properties(config, domain, certificates));
  }

  private static Properties properties(
      MailConfig config, String domain, Optional<SSLSocketFactory> certificates) {
    String timeout = Long.toString(TIMEOUT.toMillis());
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.connectiontimeout", timeout);
    properties.setProperty("mail.smtp.timeout", timeout);
    properties.setProperty("mail.smtp.writetimeout", timeout);
    properties.setProperty("mail.smtp.localhost", domain);
    properties.setProperty("mail.smtp.auth", Boolean.toString(!config.user().isEmpty()));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    properties.setProperty("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
    switch (config.security()) {
      case STARTTLS -> {
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.setProperty("mail.smtp.ssl.enable", "true");
      case NONE -> {}
    }
    certificates.ifPresent(factory -> properties.put("mail.smtp.ssl.socketFactory", factory));
    return properties;
  }

  /** Returns once the server has taken the mail. */
  void send(PostedMail posted) throws MessagingException {
    Message message = message(posted);
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect(
          config.host(),
          config.port(),
          config.user().isEmpty() ? null : config.user(),
          password.get().orElse(null));
      transport.sendMessage(message, message.getAllRecipients());
    }
  }

  private Message message(PostedMail posted) throws MessagingException {
    MimeMessage message =
        new MimeMessage(session) {
          // The same at each attempt, so that a mail which came twice is known as one.
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + posted.id() + "@" + domain + ">");
          }
        };
    message.setFrom(new InternetAddress(config.from(), true));
    message.setRecipient(
        Message.RecipientType.TO, new InternetAddress(posted.mail().recipient(), true));
    message.setSubject(posted.mail().subject(), StandardCharsets.UTF_8.name());
    message.setText(posted.mail().text(), StandardCharsets.UTF_8.name());
    message.setSentDate(Date.from(posted.createdAt()));
    message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no answers by machines
    message.saveChanges();
    return message;
  }

  /** Where mail goes, for people. */
  String destination() {
    String protection = config.security() == Security.NONE ? "" : " (" + config.security() + ")";
    return config.host() + ":" + config.port() + protection;
  }
}
