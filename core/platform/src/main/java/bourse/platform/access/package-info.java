/** Who may do what: the roles that people have, and the permissions that each role gives. */
package bourse.platform.access;
