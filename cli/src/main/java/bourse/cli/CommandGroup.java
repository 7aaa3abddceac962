package bourse.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A command that only holds others. */
abstract class CommandGroup implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public final void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }
}
