package bourse.engine;

/**
 * What every command carries besides its content.
 *
 * @param commandIdHigh with {@code commandIdLow} the command's id, a UUID; 0 and 0 for none
 * @param createdAtMicros when the caller made it, microseconds since 1970 UTC; 0 for not given. The
 *     engine refuses a command that is older than {@link ExchangeEngine#COMMAND_WINDOW_MICROS}
 * @param traceIdHigh with {@code traceIdLow} the W3C trace id; 0 and 0 for none
 * @param spanId the W3C span id of the caller; 0 for none
 */
public record CommandContext(
    long commandIdHigh,
    long commandIdLow,
    long createdAtMicros,
    long traceIdHigh,
    long traceIdLow,
    long spanId) {
  /** Nothing given. */
  public static final CommandContext NONE = new CommandContext(0, 0, 0, 0, 0, 0);

  /** A command with an id and a time, outside any trace. */
  public static CommandContext of(long commandIdHigh, long commandIdLow, long createdAtMicros) {
    return new CommandContext(commandIdHigh, commandIdLow, createdAtMicros, 0, 0, 0);
  }
}
