package bourse.wallet;

import bourse.engine.EntryType;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * What happened to an account within days, the first and the last included, asset by asset. What is
 * only set aside and given back stands not in it: the balance counts both parts.
 *
 * @param name of who holds the account
 * @param madeAt when it was made; not in JSON, where the same days have the same statement
 */
public record Statement(
    String account,
    String name,
    LocalDate from,
    LocalDate to,
    @JsonIgnore Instant madeAt,
    List<Part> parts) {
  /**
   * One asset.
   *
   * @param opening at the end of the day before the first
   * @param in what came in altogether
   * @param out what went out altogether
   * @param closing at the end of the last day; opening + in - out
   */
  public record Part(
      String currency, String opening, String in, String out, String closing, List<Move> moves) {}

  /**
   * One posting.
   *
   * @param reference what it is for
   * @param in what came in; missing when it went out
   * @param balance after it
   */
  public record Move(
      Instant at,
      EntryType type,
      String reference,
      long sequence,
      String in,
      String out,
      String balance) {}
}
