package bourse.kyc;

import bourse.domain.Fault;
import java.util.List;

/** Compares people with lists of sanctions and of politically exposed people. Thread safe. */
interface Screening {
  /**
   * Somebody on a list who seems to be the same.
   *
   * @param name as it stands on the list: the one that is most alike
   * @param score how much alike, in percent
   */
  record Hit(String list, String entry, String name, int score) {}

  /** Whether there is anything to compare with. */
  boolean isOn();

  /** What tells these lists from all others: hexadecimal, at most 64 characters. */
  String fingerprint();

  /** With what it compares, for people: each list with the number of people on it. */
  String lists();

  /**
   * Who on the lists seems to be the person, the most alike first.
   *
   * @throws Fault {@code DEPENDENCY_DOWN} when it can't be told now
   */
  List<Hit> screen(Person person);
}
