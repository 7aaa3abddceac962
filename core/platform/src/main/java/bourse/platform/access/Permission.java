package bourse.platform.access;

import java.util.Optional;

/** One thing that somebody may do. Each route that is not open to anyone needs one of these. */
public enum Permission {
  PROFILE_READ("see the own profile and sessions", KeyScope.READ),
  PROFILE_CHANGE("change the own profile, password, sessions, second factors and API keys"),
  ACCOUNT_READ("see the own account: balances, ledger, fees, orders and trades", KeyScope.READ),
  TRADE("place, amend and cancel orders of the own account", KeyScope.TRADE),
  WITHDRAW("send money out of the own account", KeyScope.WITHDRAW),
  DEPOSIT("pay money into the own account"),
  USERS_READ("find users, and see what is known of one"),
  USERS_EXPORT("take lists of users out as CSV"),
  USERS_PROTECT(
      "end a user's sessions, revoke API keys, freeze a user, unlock one after a lockout"),
  USERS_SUSPEND("suspend users, and activate them again"),
  USERS_FACTORS("reset a user's second factors"),
  KYC_READ("see KYC cases, and what clients say of themselves in them"),
  KYC_REVIEW("review KYC cases: claim, approve, reject, ask again"),
  USERS_VIEW("look at the platform as a user, without acting"),
  ROLES("grant and revoke roles"),
  ACCOUNTS_READ("see any account: what it may do, and why not"),
  ACCOUNTS_BLOCK("block accounts, and resume them"),
  LEDGER_READ("see the books: chart of accounts, reports, and the ledger of any account"),
  MONEY_BOOK("book deposits, journals, adjustments and reversals, and close periods"),
  PAYMENTS_READ("see what clients pay in, and have a provider asked again"),
  PAYMENTS_PAUSE("pause deposits and withdrawals of a provider or a currency, and resume them"),
  WITHDRAWALS_READ("see what clients send out, to whom, and what it waits for"),
  WITHDRAWALS_DECIDE("approve and refuse withdrawals, and stop those of a client for a while"),
  VENUE_STATE("step the venue down to a safe state, and up again"),
  RESTRICTIONS("restrict addresses and countries, and set maintenance"),
  ANNOUNCE("write announcements"),
  AUDIT_READ("read the audit trail"),
  APPROVE("see and decide what waits for a second person");

  private final String description;
  private final Optional<KeyScope> keyScope;

  Permission(String description) {
    this.description = description;
    this.keyScope = Optional.empty();
  }

  Permission(String description, KeyScope keyScope) {
    this.description = description;
    this.keyScope = Optional.of(keyScope);
  }

  /** What it lets one do, as the end of "may …". */
  public String description() {
    return description;
  }

  /** The scope that an API key needs for it; empty when only a person who logged in may do it. */
  public Optional<KeyScope> keyScope() {
    return keyScope;
  }
}
