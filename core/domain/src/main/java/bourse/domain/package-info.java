/**
 * The words of the market: sides, orders, money, and the numbered catalogue of refusals and faults.
 * JDK only; no IO, no clock.
 */
package bourse.domain;
