/**
 * The relational database: H2 in an encrypted file, or PostgreSQL; its migrations, and what makes a
 * commit survive a power cut. Config prefix {@code database}.
 */
package bourse.platform.data;
