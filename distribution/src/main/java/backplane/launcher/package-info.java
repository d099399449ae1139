/**
 * The launcher: opens the terminal, reserves guest memory, starts the framework with a profile's bundles, and turns
 * the way the guest ended into an exit status.
 */
package backplane.launcher;
