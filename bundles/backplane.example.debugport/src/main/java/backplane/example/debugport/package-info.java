/** The card that vendors copy: one port that remembers what was written to it. */
package backplane.example.debugport;
