/**
 * The simulated market of the demo: reference prices that wander by a seeded random walk, market
 * makers that quote around them, and takers that trade with the makers.
 *
 * <p>All of them are accounts that use the public HTTP API like everyone; only their money comes
 * from the operator. Nothing here is used outside a demo.
 */
package bourse.cli.demo;
