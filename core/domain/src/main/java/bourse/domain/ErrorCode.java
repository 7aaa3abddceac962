package bourse.domain;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The numbered catalogue of everything that can go wrong, shared by engine, API and CLI. A number
 * is never used again.
 *
 * <p>1xxx: the request. 2xxx: refusals of the engine. 3xxx: identity and access. 4xxx: the
 * appliance itself.
 */
public enum ErrorCode {
  MALFORMED_REQUEST(
      1001, ErrorType.USER, "The request can't be read", "Send what the API reference shows."),
  INVALID_FIELD(
      1002, ErrorType.USER, "A field breaks a rule", "Correct the fields named in errors."),
  BODY_TOO_LARGE(1003, ErrorType.USER, "The body is over the limit", "Send less at once."),
  NOT_FOUND(1004, ErrorType.MISSING, "There is no such thing", "Check the address and the id."),
  METHOD_NOT_ALLOWED(
      1005, ErrorType.USER, "This method is not served here", "Use a method of the API reference."),
  UNSUPPORTED_MEDIA_TYPE(
      1006, ErrorType.USER, "The body must be JSON", "Send Content-Type: application/json."),
  SEQUENCE_NOT_REACHED(
      1007, ErrorType.UNAVAILABLE, "The view has not reached that sequence yet", "Ask again."),

  UNKNOWN_SYMBOL(2001, ErrorType.USER, "There is no such symbol", "See GET /v1/symbols."),
  UNKNOWN_ASSET(2002, ErrorType.USER, "There is no such asset", "See GET /v1/assets."),
  UNKNOWN_ORDER(
      2003, ErrorType.MISSING, "This account has no such open order", "See GET /v1/orders."),
  INSUFFICIENT_FUNDS(
      2004,
      ErrorType.CONFLICT,
      "The available balance does not cover this",
      "Deposit, cancel orders, or ask for less."),
  INVALID_PRICE(
      2005,
      ErrorType.USER,
      "The price breaks a rule of the symbol",
      "See the symbol's tick and limits."),
  INVALID_QUANTITY(
      2006,
      ErrorType.USER,
      "The quantity breaks a rule of the symbol",
      "See the symbol's lot and limits."),
  NOTIONAL_OUT_OF_RANGE(
      2007,
      ErrorType.USER,
      "Price times quantity is out of range",
      "See the symbol's notional limits."),
  DUPLICATE_CLIENT_ORDER_ID(
      2008,
      ErrorType.CONFLICT,
      "This client order id is in use",
      "Ask for the order by its client order id."),
  UNSUPPORTED_COMBINATION(
      2009, ErrorType.USER, "This combination is not supported", "See GET /v1/capabilities."),
  ALREADY_EXISTS(2010, ErrorType.CONFLICT, "This exists already", "Use what is there."),
  COMMAND_TOO_OLD(2011, ErrorType.CONFLICT, "The command was made too long ago", "Make a new one."),
  AMOUNT_OUT_OF_RANGE(2012, ErrorType.USER, "The amount is out of range", "Use a smaller amount."),
  INVALID_DEFINITION(
      2013,
      ErrorType.USER,
      "This market definition can't be traded exactly",
      "Choose tick and lot so that tick times lot is a whole unit of the quote asset."),
  UNKNOWN_ACCOUNT(
      2014, ErrorType.USER, "There is no such client account", "Check the account number."),

  NOT_AUTHENTICATED(
      3001, ErrorType.ACCESS, "Who is asking is not known", "Log in and send the access token."),
  WRONG_CREDENTIALS(
      3002, ErrorType.ACCESS, "E-mail or password is wrong", "Try again, or reset the password."),
  NOT_ALLOWED(3003, ErrorType.ACCESS, "This account may not do this", "Ask an administrator."),
  TOKEN_REUSED(
      3004,
      ErrorType.ACCESS,
      "This refresh token was used before; the session is ended",
      "Log in again."),
  THROTTLED(3005, ErrorType.THROTTLED, "Too many requests", "Wait as Retry-After says."),
  WEAK_PASSWORD(3006, ErrorType.USER, "This password is too easy to guess", "Choose a longer one."),
  TOKEN_JUST_EXCHANGED(
      3007,
      ErrorType.CONFLICT,
      "This refresh token was exchanged a moment ago",
      "Use the tokens of that answer, or log in again."),

  OVERLOADED(
      4001,
      ErrorType.UNAVAILABLE,
      "The exchange is catching up; nothing happened",
      "Try again shortly."),
  STOPPED(
      4002,
      ErrorType.UNAVAILABLE,
      "The exchange is stopped; nothing happened",
      "See /health/ready."),
  OUTCOME_UNKNOWN(
      4003,
      ErrorType.UNKNOWN,
      "No answer in time; it may or may not have happened",
      "Ask by client order id."),
  DEPENDENCY_DOWN(
      4004,
      ErrorType.UNAVAILABLE,
      "A part of the appliance does not answer; nothing happened",
      "Try again shortly."),
  INTERNAL(4005, ErrorType.INTERNAL, "Something went wrong here", "Report the request id."),
  DATA_DIRECTORY_IN_USE(
      4101,
      ErrorType.CONFLICT,
      "Another server uses this data directory",
      "Stop it first, or choose another directory."),
  PORT_IN_USE(4102, ErrorType.CONFLICT, "A port is taken", "Free the port or configure another."),
  BAD_CONFIGURATION(
      4103, ErrorType.USER, "The configuration can't be used", "Correct the key that is named."),
  KEY_MISSING(
      4104,
      ErrorType.INTERNAL,
      "A key that the data needs is missing",
      "Restore the keystore that belongs to this data."),
  LOG_DAMAGED(
      4105,
      ErrorType.INTERNAL,
      "The command log is damaged",
      "Restore from the archive; see the runbook."),
  NO_SPACE(4106, ErrorType.UNAVAILABLE, "The disk is full", "Free space."),
  DEMO_DEFAULTS(
      4107, ErrorType.USER, "Demo settings may not run in production", "Run bourse init."),
  VERSION_TOO_OLD(
      4108, ErrorType.CONFLICT, "The data was written by a newer version", "Use that version."),
  KEY_EXPOSED(
      4109,
      ErrorType.USER,
      "Others may read the keystore",
      "Close it to others, and change secrets that were seen."),
  MIGRATION_FAILED(
      4120,
      ErrorType.INTERNAL,
      "The database could not be brought to this version's schema",
      "See the named statement; start again, or restore the backup made before the upgrade."),
  PROJECTION_DIFFERS(
      4121,
      ErrorType.INTERNAL,
      "The database holds something else than the command log says",
      "Restore the database from a backup made before; see the runbook.");

  private static final Map<Integer, ErrorCode> BY_NUMBER =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(ErrorCode::number, Function.identity()));

  private final int number;
  private final ErrorType type;
  private final String title;
  private final String remedy;

  ErrorCode(int number, ErrorType type, String title, String remedy) {
    this.number = number;
    this.type = type;
    this.title = title;
    this.remedy = remedy;
  }

  public int number() {
    return number;
  }

  public ErrorType type() {
    return type;
  }

  /** What happened, as a short sentence. */
  public String title() {
    return title;
  }

  /** What to do next. */
  public String remedy() {
    return remedy;
  }

  public static ErrorCode of(int number) {
    ErrorCode code = BY_NUMBER.get(number);
    if (code == null) {
      throw new IllegalArgumentException("No error code has number " + number);
    }
    return code;
  }
}
