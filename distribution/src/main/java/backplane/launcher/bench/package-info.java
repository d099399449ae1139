/** {@code backplane bench}: our guests, built from source when asked for, on this machine and on the peers installed. */
package backplane.launcher.bench;
