/** What is put on record: acts, by whom, and the trail that takes them. */
package bourse.platform.audit;
