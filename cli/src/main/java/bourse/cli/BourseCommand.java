package bourse.cli;

import bourse.cli.client.ServerConnection;
import bourse.cli.replay.ReplayCommand;
import bourse.cli.replay.ReplayServer;
import java.nio.file.Path;
import java.util.Optional;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** The command {@code bourse} itself: shows what there is. */
@Command(
    name = "bourse",
    description = "A self-hosted brokerage exchange in one download.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Begin with:  bourse demo",
      "",
      "BOURSE_DATA names the data directory where --data is not given."
    })
public final class BourseCommand implements Runnable {
  private static final OptionSpec VERBOSE =
      OptionSpec.builder("--verbose")
          .type(boolean.class)
          .scopeType(ScopeType.INHERIT)
          .description("Show the stack trace of a failure.")
          .build();
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  BourseCommand() {}

  /** Runs one command of the process and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine(Terminal.system()).execute(arguments));
  }

  /** All commands, reading and writing at this terminal. */
  static CommandLine commandLine(Terminal terminal) {
    FailureReport failures = new FailureReport();
    CommandLine commandLine = new CommandLine(new BourseCommand());
    commandLine.getCommandSpec().addOption(VERBOSE);
    commandLine
        .addSubcommand(new DemoCommand(terminal))
        .addSubcommand(new InitCommand(terminal))
        .addSubcommand(new StartCommand(terminal))
        .addSubcommand(new StopCommand(terminal))
        .addSubcommand(new StatusCommand(terminal))
        .addSubcommand(
            group(
                new ConfigCommand(),
                new ConfigShowCommand(terminal),
                new ConfigCheckCommand(terminal)))
        .addSubcommand(
            group(
                new UserCommand(),
                new UserCreateCommand(terminal),
                new UserListCommand(terminal),
                new UserSuspendCommand(terminal),
                new UserActivateCommand(terminal),
                new UserFreezeCommand(terminal),
                new UserShowCommand(terminal),
                new UserUnlockCommand(terminal),
                new UserVerifyEmailCommand(terminal),
                new UserResetFactorsCommand(terminal),
                new UserSetUpTokenCommand(terminal)))
        .addSubcommand(
            group(
                new SessionCommand(),
                new SessionListCommand(terminal),
                new SessionEndCommand(terminal)))
        .addSubcommand(
            group(
                new RoleCommand(),
                new RoleListCommand(terminal),
                new RoleGrantCommand(terminal),
                new RoleRevokeCommand(terminal)))
        .addSubcommand(
            group(
                new ApiKeyCommand(),
                new ApiKeyListCommand(terminal),
                new ApiKeyRevokeCommand(terminal)))
        .addSubcommand(
            group(
                new AccountCommand(),
                new AccountDepositCommand(terminal),
                new AccountOpenCommand(terminal),
                new AccountListCommand(terminal),
                new AccountJournalCommand(terminal),
                new AccountShowCommand(terminal),
                new AccountSuspendCommand(terminal),
                new AccountResumeCommand(terminal)))
        .addSubcommand(
            group(
                new MarketCommand(),
                new MarketListCommand(terminal),
                new MarketStateCommand(terminal),
                new MarketAuctionCommand(terminal),
                new MarketReferenceCommand(terminal),
                new MarketApplyCommand(terminal),
                new MarketDelistCommand(terminal)))
        .addSubcommand(
            group(
                new FeesCommand(),
                new FeesShowCommand(terminal),
                new FeesSetCommand(terminal),
                new FeesGroupCommand(terminal),
                new FeesAccountCommand(terminal)))
        .addSubcommand(
            group(
                new SafeStateCommand(),
                new SafeStateShowCommand(terminal),
                new SafeStateSetCommand(terminal)))
        .addSubcommand(
            group(
                new MaintenanceCommand(),
                new MaintenanceOnCommand(terminal),
                new MaintenanceOffCommand(terminal),
                new MaintenanceStatusCommand(terminal)))
        .addSubcommand(
            group(
                new RestrictionCommand(),
                new RestrictionAddCommand(terminal),
                new RestrictionListCommand(terminal),
                new RestrictionRemoveCommand(terminal)))
        .addSubcommand(
            group(
                new MailCommand(),
                new MailListCommand(terminal),
                new MailShowCommand(terminal),
                new MailPasswordCommand(terminal)))
        .addSubcommand(
            group(new SmsCommand(), new SmsListCommand(terminal), new SmsSecretCommand(terminal)))
        .addSubcommand(
            group(
                new KycCommand(),
                new KycListCommand(terminal),
                new KycShowCommand(terminal),
                new KycFileCommand(terminal),
                new KycHitCommand(terminal),
                new KycApproveCommand(terminal),
                new KycRejectCommand(terminal),
                new KycRequestCommand(terminal),
                new KycScreeningCommand(terminal)))
        .addSubcommand(
            group(
                new PaymentsCommand(),
                new PaymentsListCommand(terminal),
                new PaymentsShowCommand(terminal),
                new PaymentsRefundCommand(terminal),
                new PaymentsResolveCommand(terminal),
                new PaymentsPauseCommand(terminal),
                new PaymentsResumeCommand(terminal),
                new PaymentsSecretCommand(terminal)))
        .addSubcommand(
            group(
                new CryptoCommand(),
                new CryptoStatusCommand(terminal),
                new CryptoListCommand(terminal),
                new CryptoShowCommand(terminal),
                new CryptoResolveCommand(terminal),
                new CryptoSecretCommand(terminal)))
        .addSubcommand(
            group(
                new WithdrawalsCommand(),
                new WithdrawalsListCommand(terminal),
                new WithdrawalsShowCommand(terminal),
                new WithdrawalsApproveCommand(terminal),
                new WithdrawalsRefuseCommand(terminal),
                new WithdrawalsBankCommand(terminal),
                new WithdrawalsRetryCommand(terminal),
                new WithdrawalsSkipCommand(terminal),
                new WithdrawalsBlockCommand(terminal),
                new WithdrawalsRateCommand(terminal),
                new WithdrawalsPauseCommand(terminal),
                new WithdrawalsResumeCommand(terminal)))
        .addSubcommand(
            group(
                new ApprovalsCommand(),
                new ApprovalsListCommand(terminal),
                new ApprovalsApproveCommand(terminal),
                new ApprovalsRejectCommand(terminal),
                new ApprovalsPolicyCommand(terminal)))
        .addSubcommand(
            group(
                new AuditCommand(),
                new AuditVerifyCommand(terminal),
                new AuditExportCommand(terminal)))
        .addSubcommand(group(new EventsCommand(), new EventsTailCommand(terminal)))
        .addSubcommand(
            group(
                new LogCommand(),
                new LogInspectCommand(terminal),
                new LogVerifyCommand(terminal),
                new LogFetchCommand(terminal),
                new LogQuarantineCommand(terminal)))
        .addSubcommand(
            group(
                new KeysCommand(),
                new KeysInventoryCommand(terminal),
                new KeysRotateCommand(terminal),
                new KeysRestoreCommand(terminal)))
        .addSubcommand(new ProveCommand(terminal))
        .addSubcommand(
            group(
                new LedgerCommand(),
                new LedgerChartCommand(terminal),
                new LedgerTrialCommand(terminal),
                new LedgerSheetCommand(terminal),
                new LedgerIncomeCommand(terminal),
                new LedgerBalanceCommand(terminal),
                new LedgerExplainCommand(terminal),
                new LedgerPostingsCommand(terminal),
                new LedgerStatementCommand(terminal),
                new LedgerAdjustCommand(terminal),
                new LedgerReverseCommand(terminal),
                new LedgerCloseCommand(terminal),
                new LedgerVerifyCommand(terminal)))
        .addSubcommand(group(new ProjectionCommand(), new ProjectionRebuildCommand(terminal)))
        .addSubcommand(new VersionCommand(terminal))
        .addSubcommand(
            new ReplayCommand(
                terminal.out(),
                terminal.err(),
                terminal.console().isPresent(),
                directory -> server(directory, terminal)))
        .addSubcommand(new AutoComplete.GenerateCompletion());
    addHelp(commandLine);
    return commandLine
        .setOut(terminal.out())
        .setErr(terminal.err())
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures)
        .setUsageHelpWidth(100);
  }

  private static ReplayServer server(Optional<Path> directory, Terminal terminal) {
    Installation installation = DataOption.installation(directory, terminal, "data");
    Installation.Running running = installation.running();
    ServerConnection management = new ServerConnection(running.management());
    return new ReplayServer(
        new ServerConnection(running.api(), installation.trust()),
        management,
        installation.operator(management));
  }

  private static CommandLine group(CommandGroup group, Object... commands) {
    CommandLine commandLine = new CommandLine(group);
    for (Object command : commands) {
      commandLine.addSubcommand(command);
    }
    return commandLine;
  }

  private static void addHelp(CommandLine commandLine) {
    if (commandLine.getCommandSpec().findOption("--help") == null) {
      commandLine
          .getCommandSpec()
          .addOption(
              OptionSpec.builder("-h", "--help")
                  .type(boolean.class)
                  .usageHelp(true)
                  .description("Show this help.")
                  .build());
    }
    commandLine.getSubcommands().values().forEach(BourseCommand::addHelp);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
