package bourse.payments;

import bourse.domain.Decimals;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an operator decides about payments.
 *
 * @param stripe where Stripe's API is, and in which currencies it is used; none is not at all
 * @param razorpay the same of Razorpay
 * @param razorpayAccount from which payouts are made; empty for none
 * @param upi the venue's own address for UPI
 * @param minimum the least that one deposit may be, whatever the currency
 * @param lifetime so long a client has to pay
 * @param tolerance how far the time of a webhook's signature may be off
 * @param patience how long a provider's answer may take
 * @param levelLimits whether the level of a client limits what is paid in
 * @param limitRates what one unit of a currency counts as in the currency of the levels
 * @param simulatorPort where a simulator of the providers listens, in a demo
 */
public record PaymentsConfig(
    Provider stripe,
    Provider razorpay,
    String razorpayAccount,
    Optional<UpiPayee> upi,
    BigDecimal minimum,
    BigDecimal maximum,
    Duration lifetime,
    Duration tolerance,
    Duration patience,
    boolean levelLimits,
    Map<String, BigDecimal> limitRates,
    Optional<Integer> simulatorPort) {
  /** One provider. */
  public record Provider(URI url, Set<String> currencies) {
    public Provider {
      currencies = Set.copyOf(currencies);
    }
  }

  /** The venue's own address for UPI, and what payers' apps call it. */
  public record UpiPayee(String address, String name) {}

  private static final URI RAZORPAY = URI.create("https://api.razorpay.com");
  private static final URI STRIPE = URI.create("https://api.stripe.com");
  private static final Pattern UPI =
      Pattern.compile("[A-Za-z0-9._-]{2,100}@[A-Za-z][A-Za-z0-9]{1,49}");
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final Setting<List<String>> STRIPE_CURRENCIES =
      currencies(
          "payments.stripe-currencies",
          "The currencies in which clients pay in by card through Stripe, such as USD,EUR. Its key"
              + " and webhook secret are in the keystore (bourse payments secret). Empty: not at"
              + " all.");

  private static final Setting<Optional<URI>> STRIPE_URL =
      Setting.url(
          "payments.stripe-url", "Where Stripe's API is, if not at " + STRIPE + ": a simulator.");

  private static final Setting<List<String>> RAZORPAY_CURRENCIES =
      currencies(
          "payments.razorpay-currencies",
          "The currencies in which clients pay in by UPI through Razorpay: INR. Its key and webhook"
              + " secret are in the keystore (bourse payments secret). Empty: not at all.");

  private static final Setting<Optional<URI>> RAZORPAY_URL =
      Setting.url(
          "payments.razorpay-url",
          "Where Razorpay's API is, if not at " + RAZORPAY + ": a simulator.");

  private static final Setting<String> RAZORPAY_ACCOUNT =
      Setting.text(
          "payments.razorpay-account",
          "",
          "The RazorpayX account that payouts are made from (customer identifier).");

  private static final Setting<String> UPI_ADDRESS =
      Setting.text(
          "payments.upi-address",
          "",
          "The venue's own UPI address, such as venue@bank, for deposits that are found on the"
              + " bank's statement. Empty: none are taken.");

  private static final Setting<String> UPI_NAME =
      Setting.text("payments.upi-name", "Bourse", "What the payer's app calls the venue, by UPI.");

  private static final Setting<Integer> MINIMUM =
      Setting.integer(
          "payments.minimum",
          1,
          1,
          1_000_000,
          "The least that one deposit may be, in its currency.");

  private static final Setting<Integer> MAXIMUM =
      Setting.integer(
          "payments.maximum",
          10_000,
          1,
          1_000_000_000,
          "The most that one deposit may be, in its currency.");

  private static final Setting<Duration> LIFETIME =
      Setting.duration(
          "payments.deposit-lifetime",
          Duration.ofHours(1),
          "So long a client has to pay before a deposit expires; from 35 minutes to 20 hours. What"
              + " is paid later is credited all the same.");

  private static final Setting<Duration> TOLERANCE =
      Setting.duration(
          "payments.webhook-tolerance",
          Duration.ofMinutes(5),
          "How far the time in a webhook's signature may be from now; later it is a replay.");

  private static final Setting<Duration> PATIENCE =
      Setting.duration(
          "payments.provider-timeout",
          Duration.ofSeconds(20),
          "How long a provider's answer may take. Then it is asked again: whatever it did is done"
              + " once.");

  /** Whether levels limit deposits. */
  public static final Setting<Boolean> LEVEL_LIMITS =
      Setting.bool(
          "payments.level-limits",
          true,
          "Whether what clients pay in is limited by their level (kyc.levels-file).");

  private static final Setting<List<String>> LIMIT_RATES =
      Setting.list(
          "payments.limit-rates",
          List.of(),
          "rates such as EUR=1.10",
          text -> rate(text).isPresent(),
          "What one unit of another currency counts as against the limits of levels, such as"
              + " EUR=1.10. A currency without a rate is not taken from clients whose level has a"
              + " limit.");

  /** Whether providers are simulated. */
  public static final Setting<Boolean> SIMULATOR =
      Setting.bool(
          "payments.simulator",
          false,
          "Whether the payment providers are simulated on this machine; in a demo only.");

  /** Where the simulator listens. */
  public static final Setting<Integer> SIMULATOR_PORT =
      Setting.port(
          "payments.simulator-port",
          8095,
          "The port of the simulated card payments; the next one is of the simulated UPI app.");

  /** For the catalogue. */
  public static final List<Setting<?>> SETTINGS =
      List.of(
          STRIPE_CURRENCIES,
          STRIPE_URL,
          RAZORPAY_CURRENCIES,
          RAZORPAY_URL,
          RAZORPAY_ACCOUNT,
          UPI_ADDRESS,
          UPI_NAME,
          MINIMUM,
          MAXIMUM,
          LIFETIME,
          TOLERANCE,
          PATIENCE,
          LEVEL_LIMITS,
          LIMIT_RATES,
          SIMULATOR,
          SIMULATOR_PORT);

  public PaymentsConfig {
    limitRates = Map.copyOf(limitRates);
    requireProtected(STRIPE_URL, stripe.url());
    requireProtected(RAZORPAY_URL, razorpay.url());
    if (upi.isPresent() && !UPI.matcher(upi.get().address()).matches()) {
      throw bad(UPI_ADDRESS, "is no UPI address such as venue@bank");
    }
    if (lifetime.compareTo(Duration.ofMinutes(35)) < 0
        || lifetime.compareTo(Duration.ofHours(20)) > 0) {
      throw bad(LIFETIME, "is from 35 minutes to 20 hours: Stripe's page lives so long");
    }
    if (minimum.compareTo(maximum) > 0) {
      throw bad(MINIMUM, "is above " + MAXIMUM.key());
    }
  }

  private static Setting<List<String>> currencies(String key, String description) {
    return Setting.list(
        key,
        List.of(),
        "currencies that are known here, such as USD",
        MinorUnits::knows,
        description);
  }

  /** Keys and amounts go there, so never in the open but to this machine. */
  private static void requireProtected(Setting<?> setting, URI url) {
    if (!"https".equals(url.getScheme()) && !THIS_MACHINE.contains(url.getHost())) {
      throw bad(setting, "is neither https nor on this machine");
    }
  }

  private static Fault bad(Setting<?> setting, String rule) {
    return new Fault(ErrorCode.BAD_CONFIGURATION, setting.key() + " " + rule + ".");
  }

  private static Optional<Map.Entry<String, BigDecimal>> rate(String text) {
    int equals = text.indexOf('=');
    return equals < 0 || !MinorUnits.knows(text.substring(0, equals))
        ? Optional.empty()
        : Decimals.parse(text.substring(equals + 1))
            .filter(rate -> rate.signum() > 0)
            .map(rate -> Map.entry(text.substring(0, equals), rate));
  }

  private static Provider simulated(
      Settings settings, Setting<List<String>> currencies, int beside, Set<String> otherwise) {
    List<String> wanted = settings.get(currencies);
    return new Provider(
        URI.create("http://127.0.0.1:" + (settings.get(SIMULATOR_PORT) + beside)),
        wanted.isEmpty() ? otherwise : Set.copyOf(wanted));
  }

  /**
   * Reads the settings. In a demo with a simulator its providers take the place of the real ones.
   *
   * @throws Fault {@code BAD_CONFIGURATION}
   */
  public static PaymentsConfig of(Settings settings) {
    Map<String, BigDecimal> rates = new HashMap<>();
    settings
        .get(LIMIT_RATES)
        .forEach(text -> {
          Map.Entry<String, BigDecimal> rate = rate(text).orElseThrow();
          rates.put(rate.getKey(), rate.getValue());
        });
    boolean simulated = settings.get(SIMULATOR);
    String address = settings.get(UPI_ADDRESS);
    return new PaymentsConfig(
        simulated
            ? simulated(settings, STRIPE_CURRENCIES, 0, Set.of("USD", "EUR"))
            : new Provider(
                settings.get(STRIPE_URL).orElse(STRIPE),
                Set.copyOf(settings.get(STRIPE_CURRENCIES))),
        simulated
            ? simulated(settings, RAZORPAY_CURRENCIES, 1, Set.of("INR"))
            : new Provider(
                settings.get(RAZORPAY_URL).orElse(RAZORPAY),
                Set.copyOf(settings.get(RAZORPAY_CURRENCIES))),
        settings.get(RAZORPAY_ACCOUNT),
        address.isEmpty()
            ? Optional.empty()
            : Optional.of(new UpiPayee(address, settings.get(UPI_NAME))),
        BigDecimal.valueOf(settings.get(MINIMUM)),
        BigDecimal.valueOf(settings.get(MAXIMUM)),
        settings.get(LIFETIME),
        settings.get(TOLERANCE),
        settings.get(PATIENCE),
        settings.get(LEVEL_LIMITS),
        rates,
        settings.get(SIMULATOR) ? Optional.of(settings.get(SIMULATOR_PORT)) : Optional.empty());
  }
}
