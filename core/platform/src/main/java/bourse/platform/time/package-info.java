/** The wall clock and ids that sort by it, for everything outside the engine. */
package bourse.platform.time;
