package bourse.notification;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How text messages go out.
 *
 * @param transport whether they go out at all
 * @param server where the provider's API is
 * @param account the provider's id of the account
 * @param user whom we log in as there: the account or an API key
 * @param from the number that messages come from, or the id of a messaging service
 */
public record SmsConfig(Transport transport, URI server, String account, String user, String from) {
  /** What becomes of a text message. */
  public enum Transport {
    /** It is kept for the operator to read. */
    MAILBOX,
    /** Twilio sends it. */
    TWILIO
  }

  private static final URI TWILIO = URI.create("https://api.twilio.com");
  private static final Pattern ACCOUNT = Pattern.compile("AC[0-9a-f]{32}");
  private static final Pattern KEY = Pattern.compile("SK[0-9a-f]{32}");
  private static final Pattern FROM =
      Pattern.compile("\\+[1-9][0-9]{6,14}|MG[0-9a-f]{32}|(?=[0-9 ]*[A-Za-z])[A-Za-z0-9 ]{1,11}");
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final Setting<Transport> TRANSPORT =
      Setting.choice(
          "sms.transport",
          Transport.MAILBOX,
          "What becomes of text messages: mailbox keeps them for a day for the operator to read"
              + " (bourse sms list), twilio has Twilio send them.");

  private static final Setting<String> TWILIO_ACCOUNT =
      Setting.text("sms.twilio-account", "", "The Account SID at Twilio: AC and 32 characters.");

  private static final Setting<String> TWILIO_KEY =
      Setting.text(
          "sms.twilio-key",
          "",
          "The SID of an API key at Twilio (SK and 32 characters), whose secret is in the keystore"
              + " (bourse sms secret). Empty: the secret is the Auth Token of the account.");

  private static final Setting<Optional<URI>> TWILIO_URL =
      Setting.url(
          "sms.twilio-url",
          "Where Twilio's API is, for an account of another region. Empty:"
              + " https://api.twilio.com.");

  private static final Setting<String> SENDER =
      Setting.text(
          "sms.from",
          "",
          "What text messages come from: a number of the account (+4930123456), its sender's name,"
              + " or the SID of a messaging service (MG and 32 characters).");

  /** For the catalogue. */
  public static final List<Setting<?>> SETTINGS =
      List.of(TRANSPORT, SENDER, TWILIO_ACCOUNT, TWILIO_KEY, TWILIO_URL);

  public SmsConfig {
    if (transport == Transport.TWILIO) {
      require(ACCOUNT.matcher(account).matches(), TWILIO_ACCOUNT, "AC and 32 hexadecimal digits");
      require(
          user.equals(account) || KEY.matcher(user).matches(),
          TWILIO_KEY,
          "SK and 32 hexadecimal digits, or empty");
      require(FROM.matcher(from).matches(), SENDER, "a number such as +4930123456, a name, or MG…");
      require(
          "https".equals(server.getScheme()) || THIS_MACHINE.contains(server.getHost()),
          TWILIO_URL,
          "https, for codes go there");
    }
  }

  private static void require(boolean holds, Setting<?> setting, String what) {
    if (!holds) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          setting.key() + " has to be " + what + " while sms.transport is twilio.");
    }
  }

  /**
   * Reads the settings.
   *
   * @throws Fault {@code BAD_CONFIGURATION}
   */
  public static SmsConfig of(Settings settings) {
    String account = settings.get(TWILIO_ACCOUNT);
    String key = settings.get(TWILIO_KEY);
    return new SmsConfig(
        settings.get(TRANSPORT),
        settings.get(TWILIO_URL).orElse(TWILIO),
        account,
        key.isEmpty() ? account : key,
        settings.get(SENDER));
  }

  /** The development mailbox: nothing is sent. */
  public static SmsConfig mailbox() {
    return new SmsConfig(Transport.MAILBOX, TWILIO, "", "", "");
  }
}
