package bourse.cli;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells of a failure in a line or two, with the number of the catalogue, and picks the exit code.
 */
final class FailureReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult parsed) {
    Fault fault =
        failure instanceof Fault known
            ? known
            : new Fault(ErrorCode.INTERNAL, unexpected(failure), failure);
    PrintWriter err = commandLine.getErr();
    err.println("Error " + fault.code().number() + ": " + fault.getMessage() + runbook(fault));
    if (fault.errors().size() > 1) {
      for (FieldError error : fault.errors()) {
        err.println("  " + error.message());
      }
    }
    if (verbose(parsed)) {
      failure.printStackTrace(err);
    }
    err.flush();
    return ExitCode.of(fault.code().type()).number();
  }

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine commandLine = failure.getCommandLine();
    PrintWriter err = commandLine.getErr();
    err.println("Error: " + failure.getMessage());
    UnmatchedArgumentException.printSuggestions(failure, err);
    err.println("See " + commandLine.getCommandSpec().qualifiedName() + " --help");
    if (Arrays.asList(arguments).contains("--verbose")) {
      failure.printStackTrace(err);
    }
    err.flush();
    return ExitCode.USAGE.number();
  }

  private static String runbook(Fault fault) {
    return fault.code().runbook().map(page -> " (" + page + ")").orElse("");
  }

  private static String unexpected(Exception failure) {
    return "unexpected "
        + failure
        + "; run the command again with --verbose for where, and report it";
  }

  private static boolean verbose(ParseResult parsed) {
    ParseResult level = parsed;
    while (level != null) {
      if (level.hasMatchedOption("--verbose")) {
        return true;
      }
      level = level.hasSubcommand() ? level.subcommand() : null;
    }
    return false;
  }
}
