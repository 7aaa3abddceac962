package bourse.kyc;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Brings names into one form, in which those that sound alike look alike: Latin letters without
 * marks, and one spelling for what transliterations write in several ways (Yusuf, Yousef; Hussein,
 * Husayn; Dmitriy, Dmitri).
 */
final class NameFold {
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern SILENT = Pattern.compile("['\u2019\u02bc\u02b9`]");
  private static final Pattern BETWEEN = Pattern.compile("[^a-z]+");

  /** Letters that no decomposition brings to Latin ones; by pairs. */
  private static final Map<Character, String> LETTERS =
      letters(
          // Latin
          "ß ss æ ae œ oe ø o đ d ð d þ th ł l ı i ə a "
              // Cyrillic: Russian, Ukrainian, Belarusian, Serbian
              + "а a б b в v г g ґ g д d е e ё e є ie ж zh з z и i і i ї i й i к k л l м m н n о o п p р r "
              + "с s т t у u ў u ф f х kh ц ts ч ch ш sh щ sh ъ - ы y ь - э e ю iu я ia ђ dj ј i љ l њ n "
              + "ћ ch џ dzh "
              // Greek
              + "α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ i φ f χ ch "
              + "ψ ps ω o "
              // Arabic and Persian; short vowels are not written
              + "ا a أ a إ i آ a ٱ a ب b پ p ت t ث th ج j چ ch ح h خ kh د d ذ dh ر r ز z ژ zh س s ش sh ص s ض d "
              + "ط t ظ z ع - غ gh ف f ق q ك k ک k گ g ل l م m ن n ه h ة a و u ؤ u ي i ی i ى a ئ i ء -");

  /** Spellings of one sound, longer ones first. */
  private static final String[][] SOUNDS = {
    {"tsch", "c"},
    {"shch", "s"},
    {"sch", "s"},
    {"dzh", "j"},
    {"tch", "c"},
    {"ch", "c"},
    {"sh", "s"},
    {"zh", "j"},
    {"dj", "j"},
    {"dh", "d"},
    {"kh", "h"},
    {"gh", "g"},
    {"ph", "f"},
    {"th", "t"},
    {"ck", "k"},
    {"ts", "c"},
    {"tz", "c"},
    {"x", "ks"},
    {"q", "k"},
    {"w", "v"},
    {"ou", "u"},
    {"oo", "u"},
    {"ee", "i"},
    {"ai", "e"},
    {"ay", "e"},
    {"ei", "e"},
    {"ey", "e"},
    {"iy", "i"},
    {"yy", "i"},
    {"yi", "i"},
    {"ii", "i"},
    {"ij", "i"},
    {"y", "i"}
  };

  private NameFold() {}

  private static Map<Character, String> letters(String pairs) {
    String[] words = pairs.split(" ");
    Map<Character, String> letters = new HashMap<>();
    for (int i = 0; i < words.length; i += 2) {
      letters.put(words[i].charAt(0), words[i + 1].equals("-") ? "" : words[i + 1]);
    }
    return Map.copyOf(letters);
  }

  /** The words of a name, folded. */
  static List<String> words(String name) {
    String latin = latin(name.toLowerCase(Locale.ROOT));
    List<String> words = new ArrayList<>();
    for (String word : BETWEEN.split(latin)) {
      String sound = sound(word);
      if (!sound.isEmpty()) {
        words.add(sound);
      }
    }
    return words;
  }

  private static String latin(String name) {
    StringBuilder latin = new StringBuilder();
    // Composed first: some letters with marks are letters of their own (й, ё, أ).
    String composed =
        Normalizer.normalize(SILENT.matcher(name).replaceAll(""), Normalizer.Form.NFC);
    for (int i = 0; i < composed.length(); i++) {
      char letter = composed.charAt(i);
      latin.append(LETTERS.getOrDefault(letter, String.valueOf(letter)));
    }
    return MARKS.matcher(Normalizer.normalize(latin, Normalizer.Form.NFKD)).replaceAll("");
  }

  private static String sound(String word) {
    String sound = word;
    for (String[] pair : SOUNDS) {
      sound = sound.replace(pair[0], pair[1]);
    }
    StringBuilder once = new StringBuilder();
    for (int i = 0; i < sound.length(); i++) {
      char letter = sound.charAt(i);
      boolean isRepeated = i > 0 && sound.charAt(i - 1) == letter;
      boolean isBreath = letter == 'h' && i > 0 && i == sound.length() - 1;
      if (!isRepeated && !isBreath) {
        once.append(letter);
      }
    }
    return once.toString();
  }
}
