package bourse.domain;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The accounts of the house, with their place in the chart of accounts. A number stays for ever:
 * commands carry it. All but {@link #TRADING_FEES} may be below zero, see the engine's system
 * accounts.
 *
 * <p>Money on its way through a provider stands in that provider's clearing account until the
 * provider has paid it out to the bank; coins stand in custody where their keys are.
 */
public enum HouseAccount {
  OMNIBUS_BANK(1, "1010", LedgerAccountType.ASSET, "Clients' money at the bank"),
  TRADING_FEES(2, "4010", LedgerAccountType.REVENUE, "Trading fees"),
  /** Money that came and nobody knows yet whose it is; below zero: that went. */
  SUSPENSE(3, "2900", LedgerAccountType.LIABILITY, "Suspense"),
  /** The firm's own money at the bank. */
  FIRM_BANK(4, "1020", LedgerAccountType.ASSET, "The firm's money at the bank"),
  OTHER_INCOME(5, "4020", LedgerAccountType.REVENUE, "Withdrawal fees and other income"),
  GOODWILL(6, "5010", LedgerAccountType.EXPENSE, "Goodwill and promotions"),
  WRITE_OFFS(7, "5020", LedgerAccountType.EXPENSE, "Losses and write-offs"),
  PAYMENT_COSTS(8, "5030", LedgerAccountType.EXPENSE, "Costs of providers and networks"),
  /** The other side of balances that were taken over from other books. */
  OPENING_BALANCES(9, "1090", LedgerAccountType.ASSET, "Taken over from earlier books"),
  STRIPE_CLEARING(100, "1110", LedgerAccountType.ASSET, "Stripe, not yet paid out"),
  RAZORPAY_CLEARING(101, "1120", LedgerAccountType.ASSET, "Razorpay, not yet paid out"),
  UPI_CLEARING(102, "1130", LedgerAccountType.ASSET, "UPI, not yet seen on the statement"),
  BITCOIN_HOT(200, "1210", LedgerAccountType.ASSET, "Bitcoin, hot wallet"),
  BITCOIN_WARM(201, "1211", LedgerAccountType.ASSET, "Bitcoin, warm wallet"),
  BITCOIN_COLD(202, "1212", LedgerAccountType.ASSET, "Bitcoin, cold wallet"),
  BITCOIN_DEPOSITS(203, "1213", LedgerAccountType.ASSET, "Bitcoin, deposit addresses"),
  ETHEREUM_HOT(210, "1220", LedgerAccountType.ASSET, "Ethereum, hot wallet"),
  ETHEREUM_WARM(211, "1221", LedgerAccountType.ASSET, "Ethereum, warm wallet"),
  ETHEREUM_COLD(212, "1222", LedgerAccountType.ASSET, "Ethereum, cold wallet"),
  ETHEREUM_DEPOSITS(213, "1223", LedgerAccountType.ASSET, "Ethereum, deposit addresses");

  private static final Map<Long, HouseAccount> BY_NUMBER =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(HouseAccount::number, Function.identity()));

  private final long number;
  private final String code;
  private final LedgerAccountType type;
  private final String title;

  HouseAccount(long number, String code, LedgerAccountType type, String title) {
    this.number = number;
    this.code = code;
    this.type = type;
    this.title = title;
  }

  /** As commands and the ledger know it. */
  public long number() {
    return number;
  }

  /** Its place in the chart of accounts. */
  public String code() {
    return code;
  }

  public LedgerAccountType type() {
    return type;
  }

  /** As reports name it. */
  public String title() {
    return title;
  }

  public static Optional<HouseAccount> of(long number) {
    return Optional.ofNullable(BY_NUMBER.get(number));
  }
}
