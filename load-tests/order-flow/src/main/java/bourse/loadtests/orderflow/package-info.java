/**
 * The order-flow workload OF-1: one file of commands, the same bytes for every engine that is
 * measured, and the answer that each of them has to give. Also exchange-core running it. Java 17,
 * because exchange-core is at its best there.
 */
package bourse.loadtests.orderflow;
