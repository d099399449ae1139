/** Cards with faults, for the tests to put into bundles. */
package backplane.itests.cards;
