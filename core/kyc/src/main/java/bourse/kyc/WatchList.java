package bourse.kyc;

import bourse.kyc.Screening.Hit;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** People to compare with, in memory. Immutable. */
final class WatchList {
  /** From so much on, in percent, two names may be of one person; what that finds is measured. */
  static final int THRESHOLD = 85;

  /** A year of birth that does not fit says more than a letter. */
  private static final int OTHER_YEAR = 8;

  private record Name(String text, List<String> words) {}

  private record Entry(ListedPerson person, List<Name> names) {}

  private final List<Entry> entries;

  WatchList(List<ListedPerson> people) {
    entries =
        people.stream()
            .map(person ->
                new Entry(
                    person,
                    person.names().stream()
                        .map(name -> new Name(name, NameFold.words(name)))
                        .filter(name -> !name.words().isEmpty())
                        .toList()))
            .toList();
  }

  /** How many people there are. */
  int size() {
    return entries.size();
  }

  /** Each list with the number of people on it. */
  String summary() {
    return entries.stream()
        .collect(
            Collectors.groupingBy(
                entry -> entry.person().list(), TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(list -> list.getKey() + " " + list.getValue())
        .collect(Collectors.joining(", "));
  }

  /**
   * Who seems to be the same, the most alike first.
   *
   * @param born empty when it is not known
   */
  List<Hit> find(String name, Optional<LocalDate> born) {
    List<String> words = NameFold.words(name);
    List<Hit> hits = new ArrayList<>();
    for (Entry entry : entries) {
      best(words, entry)
          .map(hit -> weighed(hit, entry.person(), born))
          .filter(hit -> hit.score() >= THRESHOLD)
          .ifPresent(hits::add);
    }
    hits.sort(Comparator.comparingInt(Hit::score).reversed());
    return hits;
  }

  private static Optional<Hit> best(List<String> words, Entry entry) {
    ListedPerson person = entry.person();
    return entry.names().stream()
        .map(name ->
            new Hit(
                person.list(),
                person.entry(),
                name.text(),
                (int) Math.round(100 * NameMatch.score(words, name.words()))))
        .max(Comparator.comparingInt(Hit::score));
  }

  private static Hit weighed(Hit hit, ListedPerson person, Optional<LocalDate> born) {
    boolean isOther =
        born.isPresent()
            && !person.births().isEmpty()
            && person.births().stream().noneMatch(years -> years.isNear(born.get().getYear()));
    return isOther ? new Hit(hit.list(), hit.entry(), hit.name(), hit.score() - OTHER_YEAR) : hit;
  }
}
