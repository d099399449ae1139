/** What runs when the distribution is built, and never later: parsing features at start-up would cost 200 ms. */
package backplane.launcher.build;
