/** The Gogo shell on the launcher's terminal, and the commands of scope {@code bp} over a machine's views. */
package backplane.shell;
