package bourse.notification;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Set;

/**
 * How mail goes out.
 *
 * @param transport whether it goes out at all
 * @param from the sender's address
 * @param host the SMTP server
 * @param user whom we log in as there; empty for nobody
 */
public record MailConfig(
    Transport transport, String from, String host, int port, Security security, String user) {
  /** What becomes of a mail. */
  public enum Transport {
    /** It is kept for the operator to read. */
    MAILBOX,
    /** It is handed to an SMTP server. */
    SMTP
  }

  /** How the connection to the SMTP server is protected. */
  public enum Security {
    /** Begins in the open, and goes on only after STARTTLS. */
    STARTTLS,
    TLS,
    /** For a relay on this machine. */
    NONE
  }

  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1");

  private static final Setting<Transport> TRANSPORT =
      Setting.choice(
          "mail.transport",
          Transport.MAILBOX,
          "What becomes of mail: mailbox keeps it for the operator to read (bourse mail list), smtp"
              + " sends it.");

  private static final Setting<String> FROM =
      Setting.text("mail.from", "bourse@localhost", "The address that mail comes from.");

  private static final Setting<String> HOST =
      Setting.text("mail.smtp-host", "localhost", "The SMTP server that takes the mail.");

  private static final Setting<Integer> PORT =
      Setting.integer("mail.smtp-port", 587, 1, 65_535, "The port of the SMTP server.");

  private static final Setting<Security> SECURITY =
      Setting.choice(
          "mail.smtp-security",
          Security.STARTTLS,
          "How the connection to the SMTP server is protected; none only for a relay on this"
              + " machine.");

  private static final Setting<String> USER =
      Setting.text(
          "mail.smtp-user",
          "",
          "Whom to log in as at the SMTP server; its password is in the keystore (bourse mail"
              + " password). Empty: no log-in.");

  /** For the catalogue. */
  public static final List<Setting<?>> SETTINGS =
      List.of(TRANSPORT, FROM, HOST, PORT, SECURITY, USER);

  public MailConfig {
    try {
      new InternetAddress(from, true);
    } catch (AddressException e) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          FROM.key() + " is no address: write it like bourse@example.com",
          e);
    }
    if (security == Security.NONE && !THIS_MACHINE.contains(host)) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          SECURITY.key()
              + " is none, but "
              + host
              + " is not this machine: mail holds links that open accounts; use starttls or tls");
    }
  }

  /**
   * Reads the settings.
   *
   * @throws Fault {@code BAD_CONFIGURATION}
   */
  public static MailConfig of(Settings settings) {
    return new MailConfig(
        settings.get(TRANSPORT),
        settings.get(FROM),
        settings.get(HOST),
        settings.get(PORT),
        settings.get(SECURITY),
        settings.get(USER));
  }

  /** The development mailbox: nothing is sent. */
  public static MailConfig mailbox() {
    return new MailConfig(
        Transport.MAILBOX,
        FROM.defaultValue(),
        HOST.defaultValue(),
        PORT.defaultValue(),
        SECURITY.defaultValue(),
        USER.defaultValue());
  }
}
