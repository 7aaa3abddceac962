package bourse.crypto;

import bourse.domain.HouseAccount;
import java.util.List;
import java.util.function.Predicate;

/**
 * The port behind which each chain is. Its node is asked at each call; nothing is kept of what it
 * says. Thread safe.
 *
 * <p>All calls that ask the node throw {@link NodeSilence}, {@link NodeRefusal} or {@link
 * WrongNode}.
 */
interface Chain {
  /** As people, SQL and references call it: {@code bitcoin}. */
  String name();

  /** Which of its networks: {@code main}, {@code regtest}, {@code 1}. */
  String network();

  /** Where the books have what lies at deposit addresses. */
  HouseAccount depositsAccount();

  /** What is taken over it, the chain's own coin first. */
  List<ChainAsset> assets();

  /** So many blocks, with its own, make a deposit sure. */
  int confirmations();

  /** The deposit address of a number, from 0 on. */
  String address(int number);

  /** What a wallet reads from a QR code to pay to an address. */
  String uri(String address, ChainAsset asset);

  /**
   * Makes sure that the node is on this network.
   *
   * @return the hash of its first block
   */
  String genesis();

  /** The height of the newest block. */
  long tip();

  /** The hash of the block at a height, on the branch that the node takes for the right one. */
  String hash(long height);

  /** The block at a height, with what it gives to addresses that are ours. */
  ChainBlock block(long height, Predicate<String> isOurs);
}
