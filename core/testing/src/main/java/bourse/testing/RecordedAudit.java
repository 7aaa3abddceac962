package bourse.testing;

import bourse.platform.audit.Act;
import bourse.platform.audit.Audit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.Handle;

/** Keeps acts in memory. What is written in a transaction stays when that is undone. */
public final class RecordedAudit implements Audit {
  private final List<Act> acts = new CopyOnWriteArrayList<>();

  @Override
  public void append(Act act) {
    acts.add(act);
  }

  @Override
  public void append(Handle handle, Act act) {
    acts.add(act);
  }

  /** Oldest first. */
  public List<Act> acts() {
    return List.copyOf(acts);
  }
}
