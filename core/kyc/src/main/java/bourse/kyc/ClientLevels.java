package bourse.kyc;

import bourse.domain.Fault;
import java.util.UUID;

/**
 * Who a client is to those who move money: the level, and how much may come in and go out with it.
 * They count themselves what has come and gone. Thread safe.
 */
public interface ClientLevels {
  /**
   * What holds of a user at this moment. Ask when a movement is asked for and again before it is
   * made: labels end, and levels with them.
   *
   * @throws Fault {@code NOT_FOUND} when there is no such user
   */
  ClientLevel of(UUID user);
}
