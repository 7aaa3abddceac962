package bourse.notification;

/**
 * A text message (SMS) to one telephone.
 *
 * @param recipient E.164, already checked
 * @param text at most 160 characters, so that it goes out as one
 */
public record TextMessage(String recipient, String text) {
  static final int LONGEST_TEXT = 160;

  public TextMessage {
    if (text.length() > LONGEST_TEXT) {
      throw new IllegalArgumentException(
          "The message has more than " + LONGEST_TEXT + " characters");
    }
  }
}
