package bourse.payments;

/** What a simulated provider does wrong when it is told to. */
public enum SimulatedFault {
  /** Nothing is done, and 500 is answered. */
  ERROR,
  /** Nothing is done, and 429 is answered. */
  TOO_MANY,
  /** It is done, and the answer comes too late for whoever asked. */
  ACTS_AND_IS_SILENT,
  /** It is done, and 500 is answered all the same. */
  ACTS_AND_ERRS
}
