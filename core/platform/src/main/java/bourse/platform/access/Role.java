package bourse.platform.access;

import static bourse.platform.access.Permission.ACCOUNTS_BLOCK;
import static bourse.platform.access.Permission.ACCOUNTS_READ;
import static bourse.platform.access.Permission.ACCOUNT_READ;
import static bourse.platform.access.Permission.APPROVE;
import static bourse.platform.access.Permission.AUDIT_READ;
import static bourse.platform.access.Permission.DEPOSIT;
import static bourse.platform.access.Permission.KYC_READ;
import static bourse.platform.access.Permission.KYC_REVIEW;
import static bourse.platform.access.Permission.LEDGER_READ;
import static bourse.platform.access.Permission.MONEY_BOOK;
import static bourse.platform.access.Permission.PAYMENTS_PAUSE;
import static bourse.platform.access.Permission.PAYMENTS_READ;
import static bourse.platform.access.Permission.PROFILE_CHANGE;
import static bourse.platform.access.Permission.PROFILE_READ;
import static bourse.platform.access.Permission.RESTRICTIONS;
import static bourse.platform.access.Permission.ROLES;
import static bourse.platform.access.Permission.TRADE;
import static bourse.platform.access.Permission.USERS_EXPORT;
import static bourse.platform.access.Permission.USERS_PROTECT;
import static bourse.platform.access.Permission.USERS_READ;
import static bourse.platform.access.Permission.USERS_SUSPEND;
import static bourse.platform.access.Permission.USERS_VIEW;
import static bourse.platform.access.Permission.VENUE_STATE;
import static bourse.platform.access.Permission.WITHDRAW;
import static bourse.platform.access.Permission.WITHDRAWALS_DECIDE;
import static bourse.platform.access.Permission.WITHDRAWALS_READ;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What people are to the broker. Who has several roles may do what any of them may. The matrix of
 * roles and permissions is here and nowhere else; docs/reference/permissions.md shows it.
 *
 * <p>Back-office roles do not trade: who does both has two roles, and the audit shows it.
 */
public enum Role {
  SUPERADMIN(
      "gives out the roles, and may do everything in the back office",
      true,
      EnumSet.complementOf(EnumSet.of(TRADE, WITHDRAW, DEPOSIT))),
  ADMIN(
      "runs the back office, but for roles and the audit trail, which shows what admins did",
      true,
      EnumSet.complementOf(EnumSet.of(TRADE, WITHDRAW, DEPOSIT, ROLES, AUDIT_READ))),
  ACCOUNTANT(
      "books money",
      true,
      EnumSet.of(
          USERS_READ,
          USERS_EXPORT,
          ACCOUNTS_READ,
          LEDGER_READ,
          MONEY_BOOK,
          PAYMENTS_READ,
          PAYMENTS_PAUSE,
          WITHDRAWALS_READ,
          WITHDRAWALS_DECIDE,
          APPROVE)),
  COMPLIANCE(
      "reviews users and accounts, stops them where needed, and reads the audit trail",
      true,
      EnumSet.of(
          USERS_READ,
          USERS_EXPORT,
          USERS_PROTECT,
          USERS_SUSPEND,
          KYC_READ,
          KYC_REVIEW,
          ACCOUNTS_READ,
          ACCOUNTS_BLOCK,
          LEDGER_READ,
          PAYMENTS_READ,
          WITHDRAWALS_READ,
          WITHDRAWALS_DECIDE,
          AUDIT_READ,
          APPROVE)),
  TECHNICAL(
      "keeps the venue running; sees no personal data",
      true,
      EnumSet.of(VENUE_STATE, RESTRICTIONS, PAYMENTS_PAUSE, APPROVE)),
  SUPPORT(
      "helps users: sees what they see, and acts only to protect them",
      true,
      EnumSet.of(
          USERS_READ, USERS_PROTECT, USERS_VIEW, ACCOUNTS_READ, PAYMENTS_READ, WITHDRAWALS_READ)),
  MEMBER(
      "a client, as everyone who registers: trades, and moves the own money",
      false,
      EnumSet.of(TRADE, WITHDRAW, DEPOSIT)),
  BROKER(
      "a client who looks after other accounts too, and sees what they may do",
      false,
      EnumSet.of(TRADE, WITHDRAW, DEPOSIT, ACCOUNTS_READ)),
  TRADER("trades on an account, and moves no money out of it", false, EnumSet.of(TRADE));

  private final String description;
  private final boolean ofStaff;

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable set of constants
  private final Set<Permission> permissions;

  /**
   * @param more what it gives beside what everyone may
   */
  Role(String description, boolean ofStaff, EnumSet<Permission> more) {
    this.description = description;
    this.ofStaff = ofStaff;
    EnumSet<Permission> all = EnumSet.of(PROFILE_READ, PROFILE_CHANGE, ACCOUNT_READ);
    all.addAll(more);
    this.permissions = Collections.unmodifiableSet(all);
  }

  /** What the role is for. */
  public String description() {
    return description;
  }

  /** Whether it is one of the broker's own people, whose acts concern others. */
  public boolean isOfStaff() {
    return ofStaff;
  }

  /** What the role lets one do. */
  public Set<Permission> permissions() {
    return permissions;
  }
}
