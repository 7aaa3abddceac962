package bourse.withdrawals;

import bourse.domain.Decimals;
import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an operator decides about withdrawals.
 *
 * @param bankCurrencies in which staff make transfers at the bank; none is not at all
 * @param bankFees what a transfer costs the client, by currency
 * @param bankMinimum the least of one transfer, whatever the currency
 * @param addressHold so long after it was added an address can't be used
 * @param credentialHold so long nothing goes out after a change of credentials
 * @param confirmation so long a client has to confirm
 * @param levelLimits whether the level of a client limits what goes out without a person
 * @param mostPerDay so many within 24 hours go without a person
 * @param mostOpen so many of a user may wait
 * @param approvalThreshold above this, in the currency of the levels, several people approve
 * @param approvals how many
 * @param travelThreshold from this on, in that currency, who keeps the keys of an address is asked
 * @param thirdParties whether money may go to somebody else than the client, after a look
 * @param oldestRate so old a rate may be
 */
public record WithdrawalsConfig(
    Set<String> bankCurrencies,
    Map<String, BigDecimal> bankFees,
    BigDecimal bankMinimum,
    Duration addressHold,
    Duration credentialHold,
    Duration confirmation,
    boolean levelLimits,
    int mostPerDay,
    int mostOpen,
    BigDecimal approvalThreshold,
    int approvals,
    BigDecimal travelThreshold,
    boolean thirdParties,
    Duration oldestRate) {
  /** The assets that staff send at the bank. */
  public static final Setting<List<String>> BANK_CURRENCIES =
      Setting.list(
          "withdrawals.bank-currencies",
          List.of(),
          "assets such as USD",
          text -> text.matches("[A-Z0-9]{1,12}"),
          "The assets that staff send by transfers at the bank, such as USD,EUR. Empty: not at"
              + " all.");

  private static final Setting<List<String>> BANK_FEES =
      Setting.list(
          "withdrawals.bank-fees",
          List.of(),
          "amounts such as USD=5",
          text -> amount(text).isPresent(),
          "What a transfer at the bank costs the client beside the amount, such as USD=5,EUR=0.50."
              + " Without one it costs nothing.");

  private static final Setting<Integer> BANK_MINIMUM =
      Setting.integer(
          "withdrawals.bank-minimum",
          1,
          1,
          1_000_000,
          "The least that one transfer at the bank may be, in its currency.");

  /** So long a new address can't be used. */
  public static final Setting<Duration> ADDRESS_HOLD =
      Setting.duration(
          "withdrawals.address-hold",
          Duration.ofHours(24),
          "So long after it was added an entry of the address book can't be used.");

  /** So long nothing goes out after a change. */
  public static final Setting<Duration> CREDENTIAL_HOLD =
      Setting.duration(
          "withdrawals.credential-hold",
          Duration.ofHours(24),
          "So long nothing goes out of an account after its password or a second factor was"
              + " changed, or its list of allowed addresses was turned off.");

  private static final Setting<Duration> CONFIRMATION =
      Setting.duration(
          "withdrawals.confirmation-lifetime",
          Duration.ofMinutes(30),
          Duration.ofMinutes(1),
          Duration.ofDays(7),
          "So long a client has to confirm a withdrawal with a second factor; then it is"
              + " cancelled.");

  private static final Setting<Boolean> LEVEL_LIMITS =
      Setting.bool(
          "withdrawals.level-limits",
          true,
          "Whether the level of a client (kyc.levels-file) limits what goes out without one of the"
              + " staff looking at it.");

  private static final Setting<Integer> MOST_PER_DAY =
      Setting.integer(
          "withdrawals.most-per-day",
          20,
          1,
          100_000,
          "So many withdrawals of one user go within 24 hours without one of the staff looking at"
              + " them.");

  private static final Setting<Integer> MOST_OPEN =
      Setting.integer(
          "withdrawals.most-open",
          50,
          1,
          10_000,
          "So many withdrawals of one user may wait for something; more are refused.");

  private static final Setting<Integer> APPROVAL_THRESHOLD =
      Setting.integer(
          "withdrawals.approval-threshold",
          10_000,
          0,
          1_000_000_000,
          "Above this, in the currency of the levels, a withdrawal needs the approval of several of"
              + " the staff.");

  private static final Setting<Integer> APPROVALS =
      Setting.integer(
          "withdrawals.approvals",
          2,
          1,
          5,
          "How many different people approve a withdrawal above withdrawals.approval-threshold.");

  private static final Setting<Integer> TRAVEL_THRESHOLD =
      Setting.integer(
          "withdrawals.travel-rule-threshold",
          1_000,
          0,
          1_000_000_000,
          "From this on, in the currency of the levels, a withdrawal to an address of a chain needs"
              + " to say who keeps its keys. 0: always.");

  private static final Setting<Boolean> THIRD_PARTIES =
      Setting.bool(
          "withdrawals.third-parties",
          true,
          "Whether money may go to a beneficiary whose name is not the client's. One of the staff"
              + " looks at each such withdrawal.");

  private static final Setting<Duration> OLDEST_RATE =
      Setting.duration(
          "withdrawals.oldest-rate",
          Duration.ofDays(2),
          "So old a rate may be by which a withdrawal counts against limits. Without one that is"
              + " new enough a withdrawal waits for people.");

  /** For the catalogue. */
  public static final List<Setting<?>> SETTINGS =
      List.of(
          BANK_CURRENCIES,
          BANK_FEES,
          BANK_MINIMUM,
          ADDRESS_HOLD,
          CREDENTIAL_HOLD,
          CONFIRMATION,
          LEVEL_LIMITS,
          MOST_PER_DAY,
          MOST_OPEN,
          APPROVAL_THRESHOLD,
          APPROVALS,
          TRAVEL_THRESHOLD,
          THIRD_PARTIES,
          OLDEST_RATE);

  public WithdrawalsConfig {
    bankCurrencies = Set.copyOf(bankCurrencies);
    bankFees = Map.copyOf(bankFees);
  }

  private static Optional<Map.Entry<String, BigDecimal>> amount(String text) {
    int equals = text.indexOf('=');
    return equals < 1 || !text.substring(0, equals).matches("[A-Z0-9]{1,12}")
        ? Optional.empty()
        : Decimals.parse(text.substring(equals + 1))
            .filter(amount -> amount.signum() >= 0)
            .map(amount -> Map.entry(text.substring(0, equals), amount));
  }

  /**
   * Reads the settings.
   *
   * @throws bourse.domain.Fault {@code BAD_CONFIGURATION}
   */
  public static WithdrawalsConfig of(Settings settings) {
    Map<String, BigDecimal> fees = new HashMap<>();
    settings
        .get(BANK_FEES)
        .forEach(text -> {
          Map.Entry<String, BigDecimal> fee = amount(text).orElseThrow();
          fees.put(fee.getKey(), fee.getValue());
        });
    return new WithdrawalsConfig(
        Set.copyOf(settings.get(BANK_CURRENCIES)),
        fees,
        BigDecimal.valueOf(settings.get(BANK_MINIMUM)),
        settings.get(ADDRESS_HOLD),
        settings.get(CREDENTIAL_HOLD),
        settings.get(CONFIRMATION),
        settings.get(LEVEL_LIMITS),
        settings.get(MOST_PER_DAY),
        settings.get(MOST_OPEN),
        BigDecimal.valueOf(settings.get(APPROVAL_THRESHOLD)),
        settings.get(APPROVALS),
        BigDecimal.valueOf(settings.get(TRAVEL_THRESHOLD)),
        settings.get(THIRD_PARTIES),
        settings.get(OLDEST_RATE));
  }
}
