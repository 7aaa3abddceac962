/** Fixtures shared by tests: real databases, fake clock. Never part of the product. */
package bourse.testing;
