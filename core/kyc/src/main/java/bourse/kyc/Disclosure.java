package bourse.kyc;

/** What somebody says of the own standing that a broker has to know. */
enum Disclosure {
  /** Holds or held a prominent public function. */
  POLITICALLY_EXPOSED,
  /** Is family or a close associate of somebody who does or did. */
  RELATIVE_OF_EXPOSED,
  /** Directs, or owns a tenth or more of, a company whose shares are traded publicly. */
  CONTROL_PERSON,
  /** Works for an exchange, a broker or who supervises them. */
  MARKET_AFFILIATED
}
