package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.platform.http.FieldChecks;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * What a password must be, after NIST SP 800-63B-4 §3.1.1.2: long, because it is the only factor,
 * and not easy to guess; no rules of composition. Length counts code points.
 *
 * <p>Easy to guess is what is made of the words that everyone tries, of the user's own name and
 * address, of digits, of runs along the keyboard or the alphabet, or of repetition. Letters written
 * as digits and signs count as the letters ({@code P@55w0rd}).
 */
final class PasswordRules {
  static final int MINIMUM_LENGTH = 15;
  static final int MAXIMUM_LENGTH = 256;

  /** Fewer different letters than this, beside what is known to be tried, are not enough. */
  private static final int FEW = 6;

  /** So many different common words are a phrase. */
  private static final int WORDS_OF_A_PHRASE = 4;

  private static final int SHORTEST_RUN = 4;
  private static final int SHORTEST_OWN_WORD = 3;

  private static final List<String> COMMON_WORDS =
      List.of(
          "password",
          "passwort",
          "passphrase",
          "passwd",
          "pass",
          "qwerty",
          "azerty",
          "letmein",
          "welcome",
          "admin",
          "administrator",
          "root",
          "login",
          "logon",
          "access",
          "secret",
          "default",
          "changeme",
          "change",
          "guest",
          "user",
          "test",
          "tester",
          "testing",
          "demo",
          "sample",
          "temporary",
          "temp",
          "hello",
          "iloveyou",
          "love",
          "lovely",
          "monkey",
          "dragon",
          "sunshine",
          "princess",
          "football",
          "baseball",
          "soccer",
          "hockey",
          "master",
          "shadow",
          "superman",
          "batman",
          "starwars",
          "trustno",
          "whatever",
          "freedom",
          "flower",
          "summer",
          "winter",
          "spring",
          "autumn",
          "january",
          "february",
          "march",
          "april",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december",
          "monday",
          "tuesday",
          "wednesday",
          "thursday",
          "friday",
          "saturday",
          "sunday",
          "money",
          "bitcoin",
          "ethereum",
          "crypto",
          "trading",
          "trader",
          "trade",
          "broker",
          "bourse",
          "exchange",
          "market",
          "computer",
          "internet",
          "server",
          "office",
          "company",
          "please",
          "open",
          "sesame",
          "super",
          "ninja",
          "jesus",
          "michael",
          "jordan",
          "ashley",
          "charlie",
          "thomas",
          "george",
          "buster",
          "killer",
          "pepper",
          "cookie",
          "cheese",
          "chocolate",
          "banana",
          "orange",
          "purple",
          "the",
          "my",
          "is",
          "and",
          "you",
          "for",
          "this",
          "that",
          "new",
          "one",
          "abc");

  private static final List<String> RUNS =
      List.of(
          "abcdefghijklmnopqrstuvwxyz",
          "qwertyuiopasdfghjklzxcvbnm",
          "qwertzuiopasdfghjklyxcvbnm",
          "azertyuiopqsdfghjklmwxcvbn",
          "qazwsxedcrfvtgbyhnujmikolp");

  private PasswordRules() {}

  /** Whether it can be written in UTF-8, so that different passwords are different bytes. */
  static boolean isText(String password) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(password);
  }

  /** Adds an error when a password can't be written down. */
  static void checkText(FieldChecks checks, String field, String password) {
    checks.check(
        isText(password),
        field,
        "text",
        "The password has characters that can't be written in UTF-8.");
  }

  /** Adds an error when nobody can have this password, for being too long. */
  static void checkLength(FieldChecks checks, String field, String password) {
    checks.check(
        password.codePointCount(0, password.length()) <= MAXIMUM_LENGTH,
        field,
        "length",
        "A password has at most " + MAXIMUM_LENGTH + " characters.");
  }

  /** Throws {@link ErrorCode#WEAK_PASSWORD}, with the rule that the field breaks. */
  static void check(String field, String password, String email, String fullName) {
    int length = password.codePointCount(0, password.length());
    if (length < MINIMUM_LENGTH || length > MAXIMUM_LENGTH) {
      throw weak(
          field,
          "length",
          "A password has "
              + MINIMUM_LENGTH
              + " to "
              + MAXIMUM_LENGTH
              + " characters; a few words in a row do well.");
    }
    if (isEasyToGuess(password, ownWords(email, fullName))) {
      throw weak(
          field,
          "blocklist",
          "This password is made of what is tried first: common words, your name or address, digits"
              + " or repetition. Choose another, such as a few unusual words.");
    }
  }

  static boolean isEasyToGuess(String password, List<String> ownWords) {
    if (isRepetition(password) || distinct(password, PasswordRules::isLetterOrSymbol) < FEW) {
      return true;
    }
    // The words below are in Latin letters; other scripts are not judged by them.
    if (distinct(password, c -> c >= 128) >= FEW) {
      return false;
    }
    Set<String> found = new HashSet<>();
    String rest = letters(password);
    List<String> words = new ArrayList<>(ownWords);
    words.addAll(COMMON_WORDS);
    words.sort((one, other) -> other.length() - one.length());
    for (String word : words) {
      if (rest.contains(word)) {
        found.add(word);
        rest = rest.replace(word, " ");
      }
    }
    rest = withoutRuns(rest).replace(" ", "");
    long longWords = found.stream().filter(word -> word.length() > SHORTEST_OWN_WORD).count();
    return rest.chars().distinct().count() < FEW && longWords < WORDS_OF_A_PHRASE;
  }

  private static long distinct(String password, IntPredicate which) {
    return password.codePoints().filter(which).distinct().count();
  }

  private static boolean isLetterOrSymbol(int c) {
    return c >= 128 || Character.isLetter(c);
  }

  /** Lower case, look-alikes read as letters, everything else left out. */
  private static String letters(String password) {
    StringBuilder letters = new StringBuilder();
    for (char c : password.toLowerCase(Locale.ROOT).toCharArray()) {
      char read =
          switch (c) {
            case '0' -> 'o';
            case '1', '!', '|' -> 'i';
            case '3', '€' -> 'e';
            case '4', '@' -> 'a';
            case '5', '$' -> 's';
            case '7', '+' -> 't';
            default -> c;
          };
      if (read >= 'a' && read <= 'z') {
        letters.append(read);
      }
    }
    return letters.toString();
  }

  private static String withoutRuns(String text) {
    StringBuilder rest = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      int run = runLength(text, i);
      if (run >= SHORTEST_RUN) {
        i += run;
      } else {
        rest.append(text.charAt(i));
        i++;
      }
    }
    return rest.toString();
  }

  private static int runLength(String text, int start) {
    int longest = 0;
    for (String run : RUNS) {
      for (String direction : List.of(run, new StringBuilder(run).reverse().toString())) {
        int at = direction.indexOf(text.charAt(start));
        int length = 0;
        while (at >= 0
            && at + length < direction.length()
            && start + length < text.length()
            && direction.charAt(at + length) == text.charAt(start + length)) {
          length++;
        }
        longest = Math.max(longest, length);
      }
    }
    return longest;
  }

  /** Whether a piece of at most a third of it makes the whole. */
  private static boolean isRepetition(String password) {
    for (int period = 1; period <= password.length() / 3; period++) {
      if (password.startsWith(password.substring(period))) {
        return true;
      }
    }
    return false;
  }

  private static List<String> ownWords(String email, String fullName) {
    List<String> own = new ArrayList<>();
    for (String word : (email + " " + fullName).split("[^\\p{L}]+")) {
      if (word.length() >= SHORTEST_OWN_WORD) {
        own.add(word.toLowerCase(Locale.ROOT));
      }
    }
    return own;
  }

  private static Fault weak(String field, String rule, String message) {
    return new Fault(
        ErrorCode.WEAK_PASSWORD, message, List.of(new FieldError(field, rule, message)));
  }
}
