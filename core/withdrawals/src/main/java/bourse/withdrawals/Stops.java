package bourse.withdrawals;

import bourse.auth.UserStatus;
import bourse.auth.Users;
import bourse.domain.AccountBlock;
import bourse.domain.SafeState;
import bourse.exchange.AccountStore;
import bourse.exchange.StoredAccount;
import bourse.exchange.VenueStatus;
import java.util.Optional;

/** Why nothing is sent at the moment, asked right before it is. What waits for this goes later. */
final class Stops {
  private final Switches switches;
  private final VenueStatus venue;
  private final AccountStore accounts;
  private final Users users;

  Stops(Switches switches, VenueStatus venue, AccountStore accounts, Users users) {
    this.switches = switches;
    this.venue = venue;
    this.accounts = accounts;
    this.users = users;
  }

  /** Empty when it may go. */
  Optional<String> of(Withdrawal withdrawal, PayoutRail rail) {
    if (venue.status().state().isAtLeast(SafeState.NO_WITHDRAWALS)) {
      return Optional.of("The venue is in the state " + venue.status().state() + ".");
    }
    if (!switches.isOpen(rail.name(), withdrawal.terms().currency())) {
      return Optional.of("Withdrawals of this kind are paused.");
    }
    StoredAccount account = accounts.account(withdrawal.account());
    if (account.blocks().contains(AccountBlock.TRANSFERS)
        || account.blocks().contains(AccountBlock.ACCOUNT)) {
      return Optional.of("The account is blocked.");
    }
    boolean isActive =
        users
            .find(withdrawal.user())
            .filter(user -> user.status() == UserStatus.ACTIVE)
            .isPresent();
    if (!isActive) {
      return Optional.of("The user is not active.");
    }
    return rail.isReady() ? Optional.empty() : Optional.of("The rail is not ready.");
  }
}
