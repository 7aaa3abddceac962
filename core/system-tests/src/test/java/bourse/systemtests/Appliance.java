package bourse.systemtests;

import bourse.cli.BourseCommand;
import bourse.platform.crypto.Keystore;
import bourse.platform.service.Ports;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A whole server in a process of its own, started as an operator starts it: {@code bourse init},
 * then {@code bourse start}. It listens on free ports of this machine.
 */
final class Appliance implements AutoCloseable {
  private static final Duration START_WITHIN = Duration.ofSeconds(90);

  /** Where people reach it, as far as links in mails and passkeys are concerned. */
  static final String PUBLIC_URL = "http://localhost:8080";

  private static final Pattern LINK =
      Pattern.compile(Pattern.quote(PUBLIC_URL) + "/#/[a-z-]+/([A-Za-z0-9_-]{43})\n");

  private final Path directory;
  private final Path output;
  private final URI api;
  private final URI management;
  private final List<String> javaOptions;
  private Process process;

  /** What a test that sends much would run into. */
  private static final Map<String, String> NO_LIMITS =
      Map.of("limits.address", "1000000000", "limits.user", "1000000000");

  /** Initialises a data directory; nothing runs yet. */
  static Appliance create(Path directory, Map<String, String> settings) throws Exception {
    return create(directory, settings, StartUpCache.options());
  }

  /**
   * Initialises a data directory; nothing runs yet.
   *
   * @param javaOptions of the server, and of the commands on it
   */
  static Appliance create(Path directory, Map<String, String> settings, List<String> javaOptions)
      throws Exception {
    Appliance appliance = new Appliance(directory, Ports.free(), Ports.free(), javaOptions);
    Run init = appliance.command("init", "--data", directory.toString());
    if (init.exitCode() != 0) {
      throw new AssertionError("init ended with " + init.exitCode() + ": " + init.output());
    }
    Map<String, String> all = new LinkedHashMap<>(NO_LIMITS);
    all.putAll(settings);
    all.putIfAbsent("tls.mode", "off");
    all.putIfAbsent("http.public-url", PUBLIC_URL);
    all.putIfAbsent("auth.verify-email", "false");
    all.put("http.port", Integer.toString(appliance.api.getPort()));
    all.put("management.port", Integer.toString(appliance.management.getPort()));
    all.put("kafka.port", Integer.toString(Ports.free()));
    all.put("kafka.controller-port", Integer.toString(Ports.free()));
    all.put("objects.port", Integer.toString(Ports.free()));
    StringBuilder lines = new StringBuilder("\n");
    all.forEach((key, value) -> lines.append(key).append(": \"").append(value).append("\"\n"));
    try (FileChannel configuration =
        FileChannel.open(directory.resolve("bourse.yaml"), StandardOpenOption.APPEND)) {
      configuration.write(StandardCharsets.UTF_8.encode(lines.toString()));
      configuration.force(true);
    }
    return appliance;
  }

  private Appliance(Path directory, int apiPort, int managementPort, List<String> javaOptions) {
    this.directory = directory;
    this.javaOptions = javaOptions;
    this.output = directory.resolveSibling(directory.getFileName() + ".out");
    this.api = URI.create("http://127.0.0.1:" + apiPort);
    this.management = URI.create("http://127.0.0.1:" + managementPort);
  }

  /** Starts, and waits until orders are taken. */
  void start() throws Exception {
    process = launch(List.of("start", "--data", directory.toString()), output);
    long deadline = System.nanoTime() + START_WITHIN.toNanos();
    while (!isReady()) {
      if (!process.isAlive()) {
        throw new AssertionError("The server ended with " + process.exitValue() + ":\n" + output());
      }
      if (System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new AssertionError("Not ready in " + START_WITHIN + ":\n" + output());
      }
      Thread.sleep(100);
    }
  }

  /** The kernel ends the process at once (SIGKILL): no hook runs, nothing is flushed by us. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Asks the process to end (SIGTERM), and answers its exit code. */
  int stop() throws InterruptedException {
    return stop(Duration.ofSeconds(60));
  }

  int stop(Duration within) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(within.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("Did not stop in " + within.toSeconds() + " s");
    }
    return process.exitValue();
  }

  /** Waits for the process to end by itself; its exit code. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      throw new AssertionError("Did not end in 90 s");
    }
    return process.exitValue();
  }

  Api api() {
    return Api.of(api);
  }

  /** The management port, as the operator. */
  Api operator() {
    return Api.of(management)
        .asOperator(Keystore.openExisting(directory.resolve("keystore")).operatorToken());
  }

  /** Subject and text of what was posted to an address, newest first. */
  List<JsonNode> mailTo(String address) throws IOException, InterruptedException {
    List<JsonNode> mails = new ArrayList<>();
    for (JsonNode mail : operator().get("/operator/mails").expect(200).body().get("items")) {
      if (mail.get("recipient").asText().equals(address)) {
        mails.add(operator().get("/operator/mails/" + mail.get("id").asText()).expect(200).body());
      }
    }
    return mails;
  }

  /** The tokens in the links that were posted to an address, newest first. */
  List<String> tokensMailedTo(String address) throws IOException, InterruptedException {
    return mailTo(address).stream()
        .flatMap(mail -> LINK.matcher(mail.get("text").asText()).results())
        .map(link -> link.group(1))
        .toList();
  }

  Path directory() {
    return directory;
  }

  long pid() {
    return process.pid();
  }

  /** Its Redis, as long as it has one. */
  ProcessHandle redis() throws IOException {
    Path pidFile = directory.resolve("run").resolve("redis.pid");
    return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).split(" ")[0])).orElseThrow();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What the server has written to its standard output and error. */
  String output() throws IOException {
    return Files.readString(output);
  }

  /** What a finished command left. */
  record Run(int exitCode, String output) {}

  /** Runs another command of the product to its end. */
  Run command(String... words) throws IOException, InterruptedException {
    Path file = Files.createTempFile("bourse-command", ".out");
    try {
      Process command = launch(List.of(words), file);
      if (!command.waitFor(60, TimeUnit.SECONDS)) {
        command.destroyForcibly();
        throw new AssertionError(String.join(" ", words) + " did not end in 60 s");
      }
      return new Run(command.exitValue(), Files.readString(file));
    } finally {
      Files.delete(file);
    }
  }

  private Process launch(List<String> words, Path output) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED"));
    command.addAll(javaOptions);
    String classPath =
        StartUpCache.CLASS_PATH.stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    command.addAll(List.of("-cp", classPath, BourseCommand.class.getName()));
    command.addAll(words);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .start();
  }

  private boolean isReady() throws InterruptedException, IOException {
    try {
      return Api.of(management).get("/health/ready").status() == 200;
    } catch (ConnectException e) {
      return false;
    }
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      kill();
    }
  }
}
