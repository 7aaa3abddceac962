/** The relational database. */
package bourse.platform.data;
