package bourse.engine;

/** Why less is held than before. */
public enum HoldEnd {
  /** It went where it was meant to go. */
  SETTLED(1),
  /** It was given back by command. */
  RELEASED(2),
  /** It was given back because its time was over. */
  EXPIRED(3);

  /** In facts, for ever. */
  final int number;

  HoldEnd(int number) {
    this.number = number;
  }

  static HoldEnd of(int number) {
    return switch (number) {
      case 1 -> SETTLED;
      case 2 -> RELEASED;
      case 3 -> EXPIRED;
      default -> throw Layout.unknown("end of a hold", number);
    };
  }
}
