package bourse.cli;

import bourse.domain.ErrorType;

/** How the command ends, for scripts. The numbers never change their meaning. */
enum ExitCode {
  DONE(0, "Done."),
  INTERNAL(1, "A fault of Bourse or of its data; the message says which."),
  USAGE(2, "The command line, the input or the configuration is wrong; correct it."),
  ACCESS(3, "Not known, or not allowed to do this."),
  MISSING(4, "The thing is not there."),
  CONFLICT(5, "The state forbids it: in use, taken, or there already."),
  UNAVAILABLE(6, "Not running, not ready, or out of a resource; nothing happened, try later."),
  THROTTLED(7, "Too many requests; wait."),
  UNKNOWN(8, "No answer in time; it may or may not have happened, so look."),
  INTERRUPTED(130, "Stopped by Ctrl-C.");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  int number() {
    return number;
  }

  String meaning() {
    return meaning;
  }

  static ExitCode of(ErrorType type) {
    return switch (type) {
      case USER -> USAGE;
      case ACCESS -> ACCESS;
      case MISSING -> MISSING;
      case CONFLICT -> CONFLICT;
      case THROTTLED -> THROTTLED;
      case UNAVAILABLE -> UNAVAILABLE;
      case UNKNOWN -> UNKNOWN;
      case INTERNAL -> INTERNAL;
    };
  }
}
