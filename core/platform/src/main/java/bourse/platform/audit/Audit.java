package bourse.platform.audit;

import org.jdbi.v3.core.Handle;

/** Puts acts on record. Thread safe. */
public interface Audit {
  /** The table of the acts. Nobody changes or deletes a row of it. */
  String TABLE = "admin_audit";

  /** Appends an act; it survives a power cut once this returns. */
  void append(Act act);

  /**
   * Appends an act inside a transaction of the caller, which has to be a durable one, so that the
   * act and what it did are kept together, or neither.
   */
  void append(Handle handle, Act act);
}
