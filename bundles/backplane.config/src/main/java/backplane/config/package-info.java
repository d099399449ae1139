/**
 * From the command line to a wired machine: text, validated drives, a plan that is a pure function of options and the
 * catalogue of what bundles offer, factory configurations, commit. Option names and messages are QEMU's where QEMU
 * has the same. No card type is named here but by the rules in {@link backplane.config.TypeRules}.
 */
package backplane.config;
