package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.FactBuffer;
import bourse.engine.RandomFlow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * Those who submit: new commands, some later than they were made and so out of order, and some once
 * more, mostly when nobody knows what became of them. Each answer must be true.
 */
final class Clients {
  private record Sent(Submission submission, List<RandomFlow.Drawn> drawn) {}

  private static final int REMEMBERED = 50;

  private final Random random;
  private final History history;
  private final Mishaps mishaps;
  private final RandomFlow flow;
  private final List<Sent> waiting = new ArrayList<>();
  private final List<List<RandomFlow.Drawn>> delayed = new ArrayList<>();
  private final List<RandomFlow.Drawn> again = new ArrayList<>();
  private int drawn;
  private int acknowledged;

  Clients(long seed, Random random, History history, Mishaps mishaps) {
    this.random = random;
    this.history = history;
    this.mishaps = mishaps;
    RandomFlow all = new RandomFlow(seed, history.slow());
    this.flow = seed % 2 == 0 ? all : all.withAuctions();
  }

  int acknowledged() {
    return acknowledged;
  }

  boolean isSetUp() {
    return drawn >= RandomFlow.SET_UP && acknowledged >= RandomFlow.SET_UP;
  }

  /** Submits something. */
  void submit(Pipeline pipeline, long now) {
    int kind = random.nextInt(100);
    if (kind < 8 && !again.isEmpty()) {
      mishaps.count("submitted once more");
      send(pipeline, List.of(again.get(random.nextInt(again.size()))));
    } else if (kind < 14 && !delayed.isEmpty()) {
      mishaps.count("submitted late");
      send(pipeline, delayed.remove(random.nextInt(delayed.size())));
    } else if (kind < 20) {
      delayed.add(draw(1, now));
    } else if (kind < 26) {
      send(pipeline, draw(2 + random.nextInt(12), now));
    } else if (kind < 27) {
      // More than fits into one batch of the log.
      send(pipeline, draw(30 + random.nextInt(30), now));
    } else {
      send(pipeline, draw(1, now));
    }
  }

  /** Lists the markets and funds the accounts, one command after the other. */
  void setUp(Pipeline pipeline, long now) {
    if (waiting.isEmpty()) {
      send(pipeline, draw(1, now));
    }
  }

  private List<RandomFlow.Drawn> draw(int count, long now) {
    List<RandomFlow.Drawn> commands = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      commands.add(flow.draw(now));
      drawn++;
    }
    return commands;
  }

  private void send(Pipeline pipeline, List<RandomFlow.Drawn> commands) {
    byte[][] frames = commands.stream().map(RandomFlow.Drawn::frame).toArray(byte[][]::new);
    commands.forEach(history::submitted);
    try {
      waiting.add(new Sent(pipeline.enqueue(frames), commands));
    } catch (Fault refused) {
      nothingHappened(commands, refused);
    }
    for (RandomFlow.Drawn command : commands) {
      if (isSetUp() && random.nextInt(4) == 0) {
        remember(command);
      }
    }
  }

  private void remember(RandomFlow.Drawn command) {
    again.add(command);
    if (again.size() > REMEMBERED) {
      again.removeFirst();
    }
  }

  /** Reads the answers that have come. */
  void readAnswers() {
    for (Iterator<Sent> all = waiting.iterator(); all.hasNext(); ) {
      Sent sent = all.next();
      if (sent.submission.isDone()) {
        all.remove();
        readAnswer(sent);
      }
    }
  }

  private void readAnswer(Sent sent) {
    Outcome[] outcomes;
    try {
      outcomes = sent.submission.outcomes();
    } catch (Fault fault) {
      if (fault.code() == ErrorCode.OUTCOME_UNKNOWN) {
        mishaps.count("outcome unknown");
        sent.drawn.forEach(this::remember);
      } else {
        nothingHappened(sent.drawn, fault);
      }
      return;
    }
    for (int i = 0; i < outcomes.length; i++) {
      FactBuffer facts = new FactBuffer();
      outcomes[i].read(facts);
      history.requireFacts("the answer", outcomes[i].sequence(), facts.copy(), 0);
      history.requireCommand(sent.drawn.get(i), outcomes[i].sequence());
      acknowledged++;
    }
  }

  private void nothingHappened(List<RandomFlow.Drawn> commands, Fault fault) {
    mishaps.count("refused: " + fault.code());
    commands.forEach(history::nothingHappened);
  }

  /** The exchange has died: nobody gets an answer any more. */
  void connectionsLost() {
    waiting.forEach(sent -> sent.drawn.forEach(this::remember));
    waiting.clear();
  }

  boolean isWaiting() {
    return !waiting.isEmpty();
  }
}
