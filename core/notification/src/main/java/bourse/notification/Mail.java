package bourse.notification;

/**
 * A letter to one person.
 *
 * @param recipient an address, already checked
 * @param subject one line of at most 200 characters
 * @param text plain text of at most 8,000 characters
 */
public record Mail(String recipient, String subject, String text) {
  static final int LONGEST_SUBJECT = 200;
  static final int LONGEST_TEXT = 8_000;

  public Mail {
    if (subject.length() > LONGEST_SUBJECT || text.length() > LONGEST_TEXT) {
      throw new IllegalArgumentException("The mail \"" + subject + "\" is too long");
    }
    if (recipient.chars().anyMatch(Character::isISOControl)
        || subject.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("Address and subject of a mail are one line each");
    }
  }
}
