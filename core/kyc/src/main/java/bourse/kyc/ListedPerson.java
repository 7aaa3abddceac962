package bourse.kyc;

import java.util.List;

/**
 * One person on a list.
 *
 * @param list which: {@code OFAC-SDN}
 * @param entry the list's own id of the person
 * @param names by which the person is known, the main one first
 * @param births when the person may have been born; empty when the list does not say
 */
record ListedPerson(String list, String entry, List<String> names, List<Years> births) {
  /** From one year to another, both included. */
  record Years(int from, int to) {
    boolean isNear(int year) {
      return year >= from - 1 && year <= to + 1;
    }
  }

  ListedPerson {
    names = List.copyOf(names);
    births = List.copyOf(births);
  }
}
