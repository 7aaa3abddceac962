package bourse.kyc;

import java.util.List;
import java.util.Set;

/**
 * How much alike two names are, from 0 to 1. Words may stand in any order and some may be missing;
 * a word may have typing errors (optimal string alignment distance, in which vowels weigh less than
 * consonants: short vowels are written or left out as one likes); words may be written together.
 */
final class NameMatch {
  /** Below this two words are different ones. */
  private static final double SAME_WORD = 0.7;

  private static final double VOWEL = 0.4;
  private static final double PARTICLE_WEIGHT = 0.3;

  /** Of the words of the longer name that the shorter has not, so much counts. */
  private static final double LONGER_NAME = 0.25;

  /** Folded. */
  private static final Set<String> PARTICLES =
      Set.of(
          "al", "el", "ul", "bin", "ben", "ibn", "bint", "abu", "van", "von", "der", "den", "de",
          "da", "di", "du", "la", "le", "dos", "del", "san", "mr", "dr", "haci", "haj", "haji");

  private static final String VOWELS = "aeiou";

  private NameMatch() {}

  /**
   * Compares two names.
   *
   * @param one its folded words
   * @param other the same of the other
   */
  static double score(List<String> one, List<String> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return 0;
    }
    return Math.max(byWords(one, other), writtenTogether(one, other));
  }

  private static double byWords(List<String> one, List<String> other) {
    boolean[] taken = new boolean[other.size()];
    double matched = 0;
    double matchedOther = 0;
    int full = 0;
    for (String word : one) {
      int best = -1;
      double most = SAME_WORD;
      for (int i = 0; i < other.size(); i++) {
        double alike = taken[i] ? 0 : alike(word, other.get(i));
        if (alike >= most && (best < 0 || alike > most)) {
          best = i;
          most = alike;
        }
      }
      if (best >= 0) {
        taken[best] = true;
        matched += most * weight(word);
        matchedOther += most * weight(other.get(best));
        full += PARTICLES.contains(word) ? 0 : 1;
      }
    }
    boolean isOneWord = full(one) == 1 && full(other) == 1;
    if (full < 2 && !isOneWord) {
      return 0; // a given name alone is nobody
    }
    double mine = matched / weight(one);
    double others = matchedOther / weight(other);
    return (1 - LONGER_NAME) * Math.max(mine, others) + LONGER_NAME * Math.min(mine, others);
  }

  private static double writtenTogether(List<String> one, List<String> other) {
    if (one.size() == other.size()) {
      return 0;
    }
    return alike(String.join("", one), String.join("", other));
  }

  private static long full(List<String> words) {
    return words.stream().filter(word -> !PARTICLES.contains(word)).count();
  }

  private static double weight(List<String> words) {
    return words.stream().mapToDouble(NameMatch::weight).sum();
  }

  private static double weight(String word) {
    return word.length() * (PARTICLES.contains(word) ? PARTICLE_WEIGHT : 1);
  }

  /** Of two words, from 0 to 1. */
  static double alike(String one, String other) {
    if (one.equals(other)) {
      return 1;
    }
    int longer = Math.max(one.length(), other.length());
    if (Math.abs(one.length() - other.length()) > longer / 2) {
      return 0;
    }
    return 1 - distance(one, other) / longer;
  }

  private static double distance(String one, String other) {
    double[][] d = new double[one.length() + 1][other.length() + 1];
    for (int i = 1; i <= one.length(); i++) {
      d[i][0] = d[i - 1][0] + cost(one.charAt(i - 1));
    }
    for (int j = 1; j <= other.length(); j++) {
      d[0][j] = d[0][j - 1] + cost(other.charAt(j - 1));
    }
    for (int i = 1; i <= one.length(); i++) {
      for (int j = 1; j <= other.length(); j++) {
        char a = one.charAt(i - 1);
        char b = other.charAt(j - 1);
        double least =
            Math.min(
                d[i - 1][j] + cost(a),
                Math.min(d[i][j - 1] + cost(b), d[i - 1][j - 1] + change(a, b)));
        if (i > 1 && j > 1 && a == other.charAt(j - 2) && one.charAt(i - 2) == b) {
          least = Math.min(least, d[i - 2][j - 2] + 1);
        }
        d[i][j] = least;
      }
    }
    return d[one.length()][other.length()];
  }

  private static double cost(char letter) {
    return VOWELS.indexOf(letter) < 0 ? 1 : VOWEL;
  }

  private static double change(char a, char b) {
    if (a == b) {
      return 0;
    }
    return VOWELS.indexOf(a) >= 0 && VOWELS.indexOf(b) >= 0 ? VOWEL : 1;
  }
}
