package bourse.trading;

import java.util.Optional;
import java.util.regex.Pattern;

/** Ids that the engine gives, as text. */
final class OrderIds {
  private static final Pattern FORM = Pattern.compile("[1-9][0-9]{0,18}");

  private OrderIds() {}

  /** Empty when the text is no id: then it names nothing. */
  static Optional<Long> parse(String text) {
    if (!FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException beyondRange) {
      return Optional.empty();
    }
  }
}
