/**
 * How bundles enter and leave a running machine: settled, verified, copied, installed beside what is there; a new
 * version of a card takes over its predecessor's state, and on any failure the old one goes on.
 */
package backplane.deploy;
