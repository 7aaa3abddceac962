package bourse.exchange;

/** What the engine does next. */
sealed interface Work {
  /** A durable batch. */
  record Execute(CommandBatch batch) implements Work {}

  /** Something to be done between two batches. */
  record Between(Runnable task) implements Work {}

  /** No batch follows. */
  record End() implements Work {}
}
