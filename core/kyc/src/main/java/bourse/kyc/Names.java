package bourse.kyc;

/** How much alike the names of people are, whatever the spelling. */
public final class Names {
  private Names() {}

  /** From 0 to 1; words may stand in any order, and transliterations differ. */
  public static double alike(String one, String other) {
    return NameMatch.score(NameFold.words(one), NameFold.words(other));
  }
}
