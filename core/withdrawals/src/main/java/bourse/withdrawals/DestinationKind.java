package bourse.withdrawals;

import bourse.platform.http.FieldChecks;
import java.util.List;
import java.util.Map;

/**
 * A kind of place that money can go to, such as a bank account or an address of a chain. Several
 * rails may serve one kind.
 */
public interface DestinationKind {
  /** In requests and SQL: {@code BANK}. Capitals and underscores, at most 20; never changes. */
  String name();

  /** For people. */
  String title();

  /** What it consists of, but for the beneficiary's name. */
  List<DestinationField> fields();

  /**
   * Whether it is an address of a chain, so that the travel rule asks who keeps its keys, instead
   * of an account at a bank that knows its owner.
   */
  boolean isOnChain();

  /**
   * Checks what a client gave, and brings it into the one form in which equal places are equal:
   * without spaces, in the case that the kind uses. Only fields of {@link #fields} come here, none
   * of them blank or longer than 200 characters, and none that is required is missing.
   *
   * @param checks takes what is wrong, by {@code fields.NAME}
   * @return the fields as they are kept; of no matter when something is wrong
   */
  Map<String, String> normalised(Map<String, String> given, FieldChecks checks);
}
